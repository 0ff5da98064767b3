namespace Orchestrator.Isolation.Launching;

/// <summary>Names of getrlimit(2) in lower case without RLIMIT_; the index is the number.</summary>
public static class RlimitNames
{
    private static readonly string[] Names =
    [
        "cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending",
        "msgqueue", "nice", "rtprio", "rttime",
    ];

    public static IReadOnlyList<string> All => Names;

    public static bool TryGetNumber(string name, out uint number)
    {
        var index = Array.IndexOf(Names, name);
        number = (uint)Math.Max(index, 0);
        return index >= 0;
    }
}
