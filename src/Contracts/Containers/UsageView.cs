namespace Orchestrator.Contracts.Containers;

/// <summary>Counters of the current or last attempt; null where this kernel does not tell.</summary>
public sealed record UsageView
{
    public long? CpuUsec { get; set; }

    public long? MemoryPeakBytes { get; set; }

    public long? MemoryBytes { get; set; }

    public long? IoReadBytes { get; set; }

    public long? IoWriteBytes { get; set; }

    public long? Pids { get; set; }

    public long? PidsPeak { get; set; }

    public long? FrozenUsec { get; set; }

    /// <summary>Null for a container without interfaces.</summary>
    public NetworkUsageView? Network { get; set; }
}
