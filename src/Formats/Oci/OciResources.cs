namespace Orchestrator.Formats.Oci;

public sealed record OciResources
{
    public long? MemoryLimit { get; init; }

    public long? CpuShares { get; init; }

    public long? CpuQuota { get; init; }

    public long? CpuPeriod { get; init; }

    public string? Cpus { get; init; }

    public string? Mems { get; init; }

    public long? Pids { get; init; }

    public int? IoWeight { get; init; }

    /// <summary>Files of cgroup v2.</summary>
    public IReadOnlyDictionary<string, string> Unified { get; init; } = new Dictionary<string, string>();
}
