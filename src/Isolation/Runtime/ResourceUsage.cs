namespace Orchestrator.Isolation.Runtime;

/// <summary>Counters of one container since its attempt began; null where this kernel does not tell.</summary>
public sealed record ResourceUsage(
    long? CpuUsec,
    long? MemoryBytes,
    long? MemoryPeakBytes,
    long? IoReadBytes,
    long? IoWriteBytes,
    long? Pids,
    long? PidsPeak,
    long? FrozenUsec)
{
    /// <summary>Null for a container without interfaces.</summary>
    public NetworkUsage? Network { get; init; }

    public static ResourceUsage None { get; } = new(null, null, null, null, null, null, null, null);
}
