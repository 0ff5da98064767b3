namespace Orchestrator.Contracts.Nodes;

public sealed record InfoView
{
    public required string Version { get; set; }

    public int DaemonPid { get; set; }

    public int? LauncherPid { get; set; }

    public required string Root { get; set; }

    public required string Node { get; set; }

    public CgroupInfo Cgroup { get; set; } = new();

    public string Kernel { get; set; } = "";

    public string Lsm { get; set; } = "";

    public IReadOnlyDictionary<string, string> Features { get; set; } = new Dictionary<string, string>();

    /// <summary>Null where the daemon is root's.</summary>
    public RootlessInfo? Rootless { get; set; }

    public int Containers { get; set; }

    public int Running { get; set; }

    public int Images { get; set; }

    public int Cpus { get; set; }

    public long MemoryBytes { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public string Journal { get; set; } = "";
}
