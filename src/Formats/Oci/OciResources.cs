namespace Orchestrator.Formats.Oci;

/// <summary>linux.resources; null is not set, -1 without limit.</summary>
public sealed record OciResources
{
    public long? MemoryLimit { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? MemorySwap { get; init; }

    public long? MemoryReservation { get; init; }

    public int? Swappiness { get; init; }

    public bool? DisableOomKiller { get; init; }

    public long? CpuShares { get; init; }

    public long? CpuQuota { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuBurst { get; init; }

    public bool? CpuIdle { get; init; }

    public long? RealtimeRuntime { get; init; }

    public long? RealtimePeriod { get; init; }

    public string? Cpus { get; init; }

    public string? Mems { get; init; }

    public long? Pids { get; init; }

    public int? IoWeight { get; init; }

    /// <summary>Weight by MAJOR:MINOR.</summary>
    public IReadOnlyDictionary<string, int> IoWeights { get; init; } = new Dictionary<string, int>();

    /// <summary>Bytes or operations a second by kind (rbps, wbps, riops, wiops) and MAJOR:MINOR.</summary>
    public IReadOnlyList<(string Kind, string Device, long Rate)> IoLimits { get; init; } = [];

    /// <summary>Bytes by page size.</summary>
    public IReadOnlyDictionary<string, long> HugePages { get; init; } = new Dictionary<string, long>();

    /// <summary>Limit by device, as rdma.max takes it.</summary>
    public IReadOnlyDictionary<string, string> Rdma { get; init; } = new Dictionary<string, string>();

    public uint? NetClass { get; init; }

    public IReadOnlyDictionary<string, int> NetPriorities { get; init; } = new Dictionary<string, int>();

    /// <summary>In order; as the lines of devices.allow and devices.deny.</summary>
    public IReadOnlyList<(bool Allow, string Rule)> Devices { get; init; } = [];

    /// <summary>Files of cgroup v2.</summary>
    public IReadOnlyDictionary<string, string> Unified { get; init; } = new Dictionary<string, string>();
}
