namespace Orchestrator.Isolation.Spec;

/// <summary>
/// Cgroup limits and weights of one container; null leaves the node's default. The v2 names are used
/// (Documentation/admin-guide/cgroup-v2.rst); on v1 the nearest knob is set, and what a version does not have is refused.
/// Where a number says so, -1 is "without limit". A property is only ever added, never renamed: it is in the journal.
/// </summary>
public sealed record ResourceLimits
{
    /// <summary>memory.max in bytes or -1. Without <see cref="MemorySwapBytes"/> nothing is swapped, so that the limit is the limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>CPUs' worth of time, e.g. 0.5: cpu.max with a period of 100 ms or <see cref="CpuPeriodUsec"/>.</summary>
    public double? Cpus { get; init; }

    /// <summary>cpu.weight, 1–10000, default 100; on v1 cpu.shares.</summary>
    public int? CpuWeight { get; init; }

    /// <summary>pids.max or -1: processes and threads together.</summary>
    public int? Pids { get; init; }

    /// <summary>io.weight, 1–10000, default 100; on v1 blkio.weight where the scheduler has it.</summary>
    public int? IoWeight { get; init; }

    /// <summary>Memory and swap together in bytes, or -1, as Docker and memory.memsw.limit_in_bytes count.</summary>
    public long? MemorySwapBytes { get; init; }

    /// <summary>memory.low, or -1; on v1 memory.soft_limit_in_bytes.</summary>
    public long? MemoryLowBytes { get; init; }

    /// <summary>memory.min, or -1; v2 only.</summary>
    public long? MemoryMinBytes { get; init; }

    /// <summary>memory.high, or -1; v2 only.</summary>
    public long? MemoryHighBytes { get; init; }

    /// <summary>memory.swappiness, 0–100; v1 only.</summary>
    public int? MemorySwappiness { get; init; }

    /// <summary>memory.oom_control: at the limit processes wait instead of being killed; v1 only.</summary>
    public bool? OomKillDisable { get; init; }

    /// <summary>Period of cpu.max, 1,000 to 1,000,000.</summary>
    public long? CpuPeriodUsec { get; init; }

    /// <summary>Quota of cpu.max in each period, or -1; instead of <see cref="Cpus"/>.</summary>
    public long? CpuQuotaUsec { get; init; }

    /// <summary>cpu.max.burst; on v1 cpu.cfs_burst_us.</summary>
    public long? CpuBurstUsec { get; init; }

    /// <summary>cpu.shares, 2–262144; on v2 cpu.weight in the same ratio. Instead of <see cref="CpuWeight"/>.</summary>
    public long? CpuShares { get; init; }

    /// <summary>cpu.idle: runs only when nobody else wants to.</summary>
    public bool? CpuIdle { get; init; }

    /// <summary>cpu.rt_runtime_us; v1 only.</summary>
    public long? CpuRtRuntimeUsec { get; init; }

    /// <summary>cpu.rt_period_us; v1 only.</summary>
    public long? CpuRtPeriodUsec { get; init; }

    /// <summary>cpuset.cpus, e.g. 0-2,4.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>cpuset.mems, e.g. 0.</summary>
    public string? CpusetMems { get; init; }

    /// <summary>io.max of devices; on v1 blkio.throttle.*.</summary>
    public IReadOnlyList<IoLimit>? IoLimits { get; init; }

    /// <summary>io.weight of devices; on v1 blkio.bfq.weight_device.</summary>
    public IReadOnlyList<IoDeviceWeight>? IoWeights { get; init; }

    /// <summary>Bytes or -1 by page size, e.g. 2MB or, for reservations, 2MB.rsvd.</summary>
    public IReadOnlyDictionary<string, long>? Hugetlb { get; init; }

    /// <summary>rdma.max by device, e.g. <c>hca_handle=2 hca_object=2000</c>.</summary>
    public IReadOnlyDictionary<string, string>? Rdma { get; init; }

    /// <summary>misc.max by resource, or -1.</summary>
    public IReadOnlyDictionary<string, long>? Misc { get; init; }

    /// <summary>net_cls.classid, 0xAAAABBBB for the tc handle AAAA:BBBB; v1 only.</summary>
    public uint? NetClass { get; init; }

    /// <summary>net_prio.ifpriomap by interface; v1 only.</summary>
    public IReadOnlyDictionary<string, int>? NetPriorities { get; init; }

    /// <summary>v1 hierarchies to be in for their accounting, such as perf_event and cpuacct; v2 has one for all.</summary>
    public IReadOnlyList<string>? Join { get; init; }

    /// <summary>In order, after the usual devices were allowed; the later one wins.</summary>
    public IReadOnlyList<DeviceRuleSpec>? Devices { get; init; }

    /// <summary>Other files and what is written to them, in order.</summary>
    public IReadOnlyList<CgroupFileSpec>? Files { get; init; }

    /// <summary>A null of <paramref name="change"/> keeps this value: what <c>orch update</c> does.</summary>
    public ResourceLimits With(ResourceLimits change)
    {
        var byQuota = change.CpuQuotaUsec is not null;
        var byShares = change.CpuShares is not null;
        return new ResourceLimits
        {
            MemoryBytes = change.MemoryBytes ?? MemoryBytes,
            Cpus = change.Cpus ?? (byQuota ? null : Cpus),
            CpuWeight = change.CpuWeight ?? (byShares ? null : CpuWeight),
            Pids = change.Pids ?? Pids,
            IoWeight = change.IoWeight ?? IoWeight,
            MemorySwapBytes = change.MemorySwapBytes ?? MemorySwapBytes,
            MemoryLowBytes = change.MemoryLowBytes ?? MemoryLowBytes,
            MemoryMinBytes = change.MemoryMinBytes ?? MemoryMinBytes,
            MemoryHighBytes = change.MemoryHighBytes ?? MemoryHighBytes,
            MemorySwappiness = change.MemorySwappiness ?? MemorySwappiness,
            OomKillDisable = change.OomKillDisable ?? OomKillDisable,
            CpuPeriodUsec = change.CpuPeriodUsec ?? CpuPeriodUsec,
            CpuQuotaUsec = change.CpuQuotaUsec ?? (change.Cpus is null ? CpuQuotaUsec : null),
            CpuBurstUsec = change.CpuBurstUsec ?? CpuBurstUsec,
            CpuShares = change.CpuShares ?? (change.CpuWeight is null ? CpuShares : null),
            CpuIdle = change.CpuIdle ?? CpuIdle,
            CpuRtRuntimeUsec = change.CpuRtRuntimeUsec ?? CpuRtRuntimeUsec,
            CpuRtPeriodUsec = change.CpuRtPeriodUsec ?? CpuRtPeriodUsec,
            CpusetCpus = change.CpusetCpus ?? CpusetCpus,
            CpusetMems = change.CpusetMems ?? CpusetMems,
            IoLimits = LimitMerge.Of(IoLimits, change.IoLimits),
            IoWeights = LimitMerge.Of(IoWeights, change.IoWeights),
            Hugetlb = LimitMerge.Of(Hugetlb, change.Hugetlb),
            Rdma = LimitMerge.Of(Rdma, change.Rdma),
            Misc = LimitMerge.Of(Misc, change.Misc),
            NetClass = change.NetClass ?? NetClass,
            NetPriorities = LimitMerge.Of(NetPriorities, change.NetPriorities),
            Join = LimitMerge.Of(Join, change.Join),
            Devices = LimitMerge.Of(Devices, change.Devices),
            Files = LimitMerge.Of(Files, change.Files),
        };
    }
}
