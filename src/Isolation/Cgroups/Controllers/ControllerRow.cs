using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>A controller in its versions, and which limits are its.</summary>
/// <param name="Name">By its v1 name.</param>
/// <param name="V2">Null: v2 does not have it.</param>
internal sealed record ControllerRow(string Name, Func<ResourceLimits, bool> Wants, ICgroupController V1, ICgroupController? V2)
{
    private static readonly Pids BothPids = new();
    private static readonly Rdma BothRdma = new();
    private static readonly Misc BothMisc = new();

    public static IReadOnlyList<ControllerRow> All { get; } =
    [
        new("memory", limits => (limits.MemoryBytes ?? limits.MemorySwapBytes ?? limits.MemoryLowBytes ?? limits.MemoryMinBytes
            ?? limits.MemoryHighBytes ?? limits.MemorySwappiness) is not null || limits.OomKillDisable is not null,
            new MemoryV1(), new MemoryV2()),
        new("pids", limits => limits.Pids is not null, BothPids, BothPids),
        new("cpu", limits => limits.Cpus is not null || limits.CpuIdle is not null || (limits.CpuWeight ?? limits.CpuPeriodUsec ?? limits.CpuQuotaUsec
            ?? limits.CpuBurstUsec ?? limits.CpuShares ?? limits.CpuRtPeriodUsec ?? limits.CpuRtRuntimeUsec) is not null,
            new CpuV1(), new CpuV2()),
        new("blkio", limits => limits.IoWeight is not null || limits.IoWeights is not null || limits.IoLimits is not null,
            new BlkioV1(), new IoV2()),
        new("cpuset", limits => (limits.CpusetCpus ?? limits.CpusetMems) is not null, new CpusetV1(), new CpusetV2()),
        new("hugetlb", limits => limits.Hugetlb is not null, new HugetlbV1(), new HugetlbV2()),
        new("rdma", limits => limits.Rdma is not null, BothRdma, BothRdma),
        new("misc", limits => limits.Misc is not null, BothMisc, BothMisc),
        new("net_cls", limits => limits.NetClass is not null, new NetClsV1(), null),
        new("net_prio", limits => limits.NetPriorities is not null, new NetPrioV1(), null),
    ];
}
