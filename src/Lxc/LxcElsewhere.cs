namespace Orchestrator.Lxc;

/// <summary>The monitor process that LXC itself keeps for each container that runs under it.</summary>
internal static class LxcElsewhere
{
    /// <summary>Whether one listens for this container, on its abstract socket.</summary>
    public static bool Holds(string lxcPath, string name) =>
        File.ReadLines("/proc/net/unix").Any(line => line.EndsWith($" @{lxcPath}/{name}/command", StringComparison.Ordinal));
}
