namespace Orchestrator.Isolation.Spec;

/// <summary>
/// Cgroup limits and weights of one container; null leaves the node's default. The v2 names are used
/// (Documentation/admin-guide/cgroup-v2.rst); on v1 the nearest knob is set.
/// </summary>
public sealed record ResourceLimits
{
    /// <summary>memory.max in bytes. Swap is limited to zero with it, so that the limit is the limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>CPUs' worth of time, e.g. 0.5: cpu.max with a period of 100 ms.</summary>
    public double? Cpus { get; init; }

    /// <summary>cpu.weight, 1–10000, default 100; on v1 cpu.shares.</summary>
    public int? CpuWeight { get; init; }

    /// <summary>pids.max: processes and threads together.</summary>
    public int? Pids { get; init; }

    /// <summary>io.weight, 1–10000, default 100; on v1 blkio.weight where the scheduler has it.</summary>
    public int? IoWeight { get; init; }

    /// <summary>A null of <paramref name="change"/> keeps this value: what <c>orch update</c> does.</summary>
    public ResourceLimits With(ResourceLimits change) => new()
    {
        MemoryBytes = change.MemoryBytes ?? MemoryBytes,
        Cpus = change.Cpus ?? Cpus,
        CpuWeight = change.CpuWeight ?? CpuWeight,
        Pids = change.Pids ?? Pids,
        IoWeight = change.IoWeight ?? IoWeight,
    };
}
