using System.Diagnostics;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc;

/// <summary>The hooks that the calling program runs: destroy and clone. Those of a start are the engine's.</summary>
internal static class LxcHooks
{
    /// <summary>Runs each in order.</summary>
    /// <exception cref="ProblemException">One failed; the later ones were not run.</exception>
    public static void Run(LxcContainer container, string type, string? source = null, string? rootMount = null, IReadOnlyList<string>? more = null)
    {
        var settings = container.Settings;
        foreach (var hook in settings.All($"lxc.hook.{type}"))
            Run(container, settings, hook, type, source, rootMount, more ?? []);
    }

    private static void Run(
        LxcContainer container, LxcSettings settings, LxcItem hook, string type, string? source, string? rootMount, IReadOnlyList<string> more)
    {
        var byEnvironment = settings.Value("lxc.hook.version") == "1";
        var words = byEnvironment ? more : [container.Name, "lxc", type, .. more];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var word in (string[])["-c", $"{hook.Value} \"$@\"", "sh", .. words])
            start.ArgumentList.Add(word);
        var environment = start.Environment;
        environment["LXC_NAME"] = container.Name;
        environment["LXC_CONFIG_FILE"] = container.ConfigFile;
        environment["LXC_ROOTFS_PATH"] = settings.Value("lxc.rootfs.path") ?? "";
        environment["LXC_ROOTFS_MOUNT"] = rootMount ?? LxcRootPath.Of(settings)?.Written ?? "";
        environment["LXC_HOOK_VERSION"] = byEnvironment ? "1" : "0";
        environment["LXC_CGNS_AWARE"] = "1";
        if (source is not null)
            environment["LXC_SRC_NAME"] = source;
        if (byEnvironment)
        {
            environment["LXC_HOOK_TYPE"] = type;
            environment["LXC_HOOK_SECTION"] = "lxc";
        }
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new ProblemException(new Problem
            {
                Title = $"The hook lxc.hook.{type} of {container.Name} failed with {process.ExitCode}", Detail = $"{hook.Place}: {hook.Value}", ExitCode = 1,
            });
        }
    }
}
