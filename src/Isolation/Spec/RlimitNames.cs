namespace Orchestrator.Isolation.Spec;

/// <summary>Resources of getrlimit(2) in the order of their numbers on x86-64.</summary>
public static class RlimitNames
{
    /// <summary>RLIM_INFINITY.</summary>
    public const ulong Unlimited = ulong.MaxValue;

    private static readonly string[] Names =
    [
        "cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending",
        "msgqueue", "nice", "rtprio", "rttime",
    ];

    public static IReadOnlyList<string> All => Names;

    public static bool TryParse(string name, out int resource)
    {
        resource = Array.IndexOf(Names, name);
        return resource >= 0;
    }
}
