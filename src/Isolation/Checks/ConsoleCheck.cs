using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Checks;

/// <summary>Whether the terminals that a spec asks for can be made.</summary>
internal static class ConsoleCheck
{
    private const int SmallestRing = 4096, LargestRing = 16 << 20;

    public static string? Check(ContainerSpec spec)
    {
        if (spec.Console is not { } console)
            return null;
        if (console.Terminal && !spec.Namespaces.IsOwn("mnt"))
            return "A terminal is made in the container's own /dev, but its mount namespace is another's. Leave out -t, or the shared mount namespace.";
        if (console.Ttys is < 0 or >= PlanFormat.MostTerminals)
            return $"The number of ttys must be from 0 to {PlanFormat.MostTerminals - 1}, not {console.Ttys}.";
        if (console.Ttys > 0 && !console.Terminal)
            return "Ttys are given only beside a console. Ask for a terminal too.";
        if (console.TtyFolder is { } folder && (NameRules.Check(folder) is not null || folder.StartsWith('.')))
            return $"The folder of the ttys, '{folder}', must be a plain name such as lxc.";
        if (console.RingBytes is { } ring && (ring is < SmallestRing or > LargestRing || !int.IsPow2(ring)))
            return $"The console's buffer must be a power of two from {SmallestRing} to {LargestRing} bytes, not {ring}.";
        if (console.LogBytes < 0)
            return $"The console's log file cannot have {console.LogBytes} bytes. 0 or no limit is without limit.";
        if (console.LogPath is { } log && (PathCheck.Check(log, "console's log file") ?? Folder(log)) is { } bad)
            return bad;
        return console.PeerPath is { } peer && !File.Exists(peer) ? $"The console's device {peer} is not there." : null;
    }

    private static string? Folder(string file) =>
        Directory.Exists(Path.GetDirectoryName(file)) ? null : $"The folder of the console's log file {file} is not there. Make it first.";
}
