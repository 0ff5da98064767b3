using System.Globalization;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>The namespaces that a process has for itself, as flags of clone(2): those that are not the daemon's.</summary>
internal static class LxcNamespaceFlags
{
    private static readonly (string File, long Flag)[] All =
    [
        ("mnt", 0x00020000), ("cgroup", 0x02000000), ("uts", 0x04000000), ("ipc", 0x08000000),
        ("user", 0x10000000), ("pid", 0x20000000), ("net", 0x40000000), ("time", 0x00000080),
    ];

    public static long Of(int pid)
    {
        long flags = 0;
        foreach (var (file, flag) in All)
        {
            if (Link(pid.ToString(CultureInfo.InvariantCulture), file) is { } its && its != Link("self", file))
                flags |= flag;
        }
        return flags;
    }

    /// <summary>Whether a process lives in the daemon's own namespace of a kind; false for one that is gone.</summary>
    public static bool IsOurs(int pid, string file) => Link(pid.ToString(CultureInfo.InvariantCulture), file) is { } its && its == Link("self", file);

    // They are no paths that could be followed as text (namespaces(7)): "net:[4026531840]".
    private static string? Link(string process, string file)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/{file}").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
