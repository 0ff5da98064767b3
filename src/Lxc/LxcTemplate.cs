using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Lxc;

/// <summary>The scripts that fill the root of a new container.</summary>
internal static class LxcTemplate
{
    public const string Folder = "/usr/share/lxc/templates";

    /// <summary>The path of a template's script; null: there is none.</summary>
    public static string? Find(string template) =>
        template.StartsWith('/') ? File.Exists(template) ? template : null
        : template.Contains('/', StringComparison.Ordinal) ? null
        : Path.Combine(Folder, $"lxc-{template}") is var path && File.Exists(path) ? path : null;

    /// <returns>Its exit code.</returns>
    public static int Run(LxcContainer container, string script, string rootfs, bool quiet, IReadOnlyList<string> argv)
    {
        List<string> words = [$"--path={container.Folder}", $"--name={container.Name}", $"--rootfs={rootfs}"];
        ProcessStartInfo start;
        if (LxcMappedRoot.Of(container.Settings) is { } mapped)
        {
            mapped.Must("chown", "0:0", rootfs);
            start = mapped.Command(
                [script, .. words, "--mapped-uid", mapped.Uid.ToString(CultureInfo.InvariantCulture), "--mapped-gid", mapped.Gid.ToString(CultureInfo.InvariantCulture), .. argv]);
        }
        else
        {
            start = new ProcessStartInfo(script);
            foreach (var word in (string[])[.. words, .. argv])
                start.ArgumentList.Add(word);
        }
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = quiet;
        using var process = Process.Start(start)!;
        if (quiet)
        {
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>What the template says of its own options.</summary>
    public static int Help(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(script) { ArgumentList = { "-h" } })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The comment by which LXC begins the configuration of what a template made.</summary>
    public static string Header(string script, IReadOnlyList<string> argv) =>
        $"""
        # Template used to create this container: {script}
        # Parameters passed to the template:{(argv.Count == 0 ? "" : " " + string.Join(' ', argv.Select(word => word.ReplaceLineEndings(" "))))}
        # For additional config options, please look at lxc.container.conf(5)

        # Uncomment the following line to support nesting containers:
        #lxc.include = /usr/share/lxc/config/nesting.conf
        # (Be aware this has security implications)


        """;
}
