using Orchestrator.Formats.Lxc.Monitors;

namespace Orchestrator.Lxc.Monitors;

/// <summary>The containers that have a monitor's socket, found by looking.</summary>
internal static class LxcMonitorNames
{
    /// <summary>Who has one in this directory, by proc_net_unix (proc(5)), sorted.</summary>
    public static IReadOnlyList<string> Active(string lxcPath)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines("/proc/net/unix"))
        {
            if (LxcSocketNames.NameIn(line, lxcPath) is { } name)
                names.Add(name);
        }
        return [.. names];
    }
}
