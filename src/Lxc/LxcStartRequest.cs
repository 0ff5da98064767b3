using System.Text;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>What the engine is asked for to start a container.</summary>
internal static class LxcStartRequest
{
    /// <summary>These run in the calling program when a container is destroyed or cloned, not when the engine replaces its record.</summary>
    private static readonly string[] Ours = ["lxc.hook.destroy", "lxc.hook.clone"];

    /// <summary>A command whose stdio is no terminal gets that stdio, and no console in its stead.</summary>
    private static readonly string[] OfConsoles = ["lxc.tty.", "lxc.console."];

    /// <exception cref="ProblemException">There is no configuration, or a file that it names cannot be read.</exception>
    public static ContainerRequest Of(LxcContainer container, bool useInit, IReadOnlyList<string>? argv)
    {
        var items = container.Configuration.Items;
        if (items.Count == 0)
        {
            throw new ProblemException(new Problem
            {
                Title = $"{container.Name} is not defined",
                Detail = $"There is no {container.ConfigFile}.",
                Next = $"Create it, or give a configuration with -f",
            });
        }
        if (container.Settings.Value("lxc.ephemeral") == "1" && container.IsDefined)
            items = [.. items, new LxcItem("lxc.hook.post-stop", Removal(container.Folder), LxcReader.CommandLine, 0)];
        var plain = !container.Daemonize && (useInit || argv is { Count: > 0 }) && !Terminal.IsTerminal(0);
        var request = new ContainerRequest
        {
            Name = container.EngineName,
            Lxc = LxcRequestReader.Make(
                container.Configuration.Text,
                [.. items.Where(item => !Ours.Contains(item.Key) && !LxcAppArmor.IsMoot(item) && !(plain && OfConsoles.Any(key => item.Key.StartsWith(key, StringComparison.Ordinal))))],
                name => Environment.GetEnvironmentVariable(name)),
            Command = argv ?? [],
            Init = useInit,
            // What has no files here leaves no record of it either.
            AutoRemove = container.Settings.Value("lxc.ephemeral") == "1" || !container.IsDefined,
        };
        request.Lxc.HostRoot = LxcRootPath.Of(container.Settings) is null;
        request.Labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LxcLabels.Path] = container.ConfigPath,
            [LxcLabels.Name] = container.Name,
            [LxcLabels.Made] = Mark(request),
        };
        return request;
    }

    /// <summary>Nobody needs to be there to see an ephemeral container end; what a hook is given stands behind the colon.</summary>
    private static string Removal(string folder) =>
        $"rm -rf --one-file-system -- '{folder.Replace("'", "'\\''", StringComparison.Ordinal)}'; :";

    private static string Mark(ContainerRequest request)
    {
        var text = new StringBuilder(request.Init ? "init" : "");
        foreach (var word in request.Command)
            text.Append('\0').Append(word);
        foreach (var item in request.Lxc!.Items)
            text.Append('\n').Append(item.Key).Append('=').Append(item.Value);
        foreach (var (path, content) in request.Lxc.Files.Concat(request.Lxc.Environment).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append('\0').Append(path).Append('=').Append(content);
        return LxcPaths.Mark(text.ToString());
    }
}
