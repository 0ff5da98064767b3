using System.Text;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>
/// A template of LXC's own, run as it is: <c>lxc-NAME --path=DIR --name=NAME --rootfs=DIR/rootfs ARGUMENTS</c>. What it leaves in
/// DIR/config is the container's configuration.
/// </summary>
internal static class LxcScript
{
    public static string? Find(string template)
    {
        var path = template.StartsWith('/') ? template : Path.Combine(TemplateMaker.ScriptFolder, $"lxc-{template}");
        return template.Length > 0 && (template[0] == '/' || !template.Contains('/')) && File.Exists(path) ? path : null;
    }

    public static async Task<MadeRoot> MakeAsync(
        Invocation call, OrchClient daemon, string script, string container, string image, IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("orch-template-");
        try
        {
            var (root, config) = (Path.Combine(folder.FullName, "rootfs"), Path.Combine(folder.FullName, "config"));
            Directory.CreateDirectory(root);
            await File.WriteAllTextAsync(config, $"lxc.rootfs.path = dir:{root}\n", call.Cancel);
            await HostProgram.RunAsync(call, script, [$"--path={folder.FullName}", $"--name={container}", $"--rootfs={root}", .. arguments]);
            var text = await File.ReadAllTextAsync(config, call.Cancel);
            return await TemplateMaker.TakeAsync(call, daemon, image, root) with { Config = Clean(text) };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The root is the image, and the name was given; what it includes may not be on this machine.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts[0] is "lxc.rootfs.path" or "lxc.rootfs" or "lxc.uts.name" or "lxc.utsname")
                continue;
            clean.Append(parts[0] == "lxc.include" && !File.Exists(parts[^1]) && !Directory.Exists(parts[^1]) ? $"# not on this machine: {line}" : line).Append('\n');
        }
        return clean.ToString();
    }
}
