using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Limits and weights; null leaves what is there, -1 takes a limit away.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ResourceRequest
{
    public long? MemoryBytes { get; set; }

    public double? Cpus { get; set; }

    public int? CpuWeight { get; set; }

    public int? Pids { get; set; }

    public int? IoWeight { get; set; }

    /// <summary>Memory and swap together.</summary>
    public long? MemorySwapBytes { get; set; }

    /// <summary>memory.low; on v1 the soft limit.</summary>
    public long? MemoryReservationBytes { get; set; }

    public long? MemoryMinBytes { get; set; }

    public long? MemoryHighBytes { get; set; }

    public int? MemorySwappiness { get; set; }

    public bool? OomKillDisable { get; set; }

    public long? CpuPeriodUsec { get; set; }

    public long? CpuQuotaUsec { get; set; }

    public long? CpuBurstUsec { get; set; }

    public long? CpuShares { get; set; }

    public bool? CpuIdle { get; set; }

    public long? CpuRtRuntimeUsec { get; set; }

    public long? CpuRtPeriodUsec { get; set; }

    public string? CpusetCpus { get; set; }

    public string? CpusetMems { get; set; }

    public IReadOnlyList<IoLimitRequest>? IoLimits { get; set; }

    /// <summary>By device.</summary>
    public IReadOnlyDictionary<string, int>? IoWeights { get; set; }

    /// <summary>Bytes by page size, e.g. <c>2MB</c>.</summary>
    public IReadOnlyDictionary<string, long>? Hugetlb { get; set; }

    /// <summary>By device, e.g. <c>hca_handle=2 hca_object=2000</c>.</summary>
    public IReadOnlyDictionary<string, string>? Rdma { get; set; }

    public IReadOnlyDictionary<string, long>? Misc { get; set; }

    public uint? NetClass { get; set; }

    /// <summary>By interface.</summary>
    public IReadOnlyDictionary<string, int>? NetPriorities { get; set; }

    /// <summary>v1 hierarchies to be in for their accounting.</summary>
    public IReadOnlyList<string>? CgroupJoin { get; set; }

    /// <summary>After the usual devices, in order; the later one wins.</summary>
    public IReadOnlyList<DeviceRuleRequest>? DeviceRules { get; set; }

    /// <summary>Other files of the container's cgroup; <c>v1:</c> or <c>v2:</c> before the name insists on a version.</summary>
    public IReadOnlyDictionary<string, string>? CgroupFiles { get; set; }
}
