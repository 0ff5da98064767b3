using System.Text.Json;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From the API's limits to those of a spec.</summary>
internal static class LimitMapper
{
    /// <exception cref="BadRequestException">A rule is none; the rest is for the runtime to check.</exception>
    public static ResourceLimits Map(ResourceRequest request) => new()
    {
        MemoryBytes = request.MemoryBytes,
        Cpus = request.Cpus,
        CpuWeight = request.CpuWeight,
        Pids = request.Pids,
        IoWeight = request.IoWeight,
        MemorySwapBytes = request.MemorySwapBytes,
        MemoryLowBytes = request.MemoryReservationBytes,
        MemoryMinBytes = request.MemoryMinBytes,
        MemoryHighBytes = request.MemoryHighBytes,
        MemorySwappiness = request.MemorySwappiness,
        OomKillDisable = request.OomKillDisable,
        CpuPeriodUsec = request.CpuPeriodUsec,
        CpuQuotaUsec = request.CpuQuotaUsec,
        CpuBurstUsec = request.CpuBurstUsec,
        CpuShares = request.CpuShares,
        CpuIdle = request.CpuIdle,
        CpuRtRuntimeUsec = request.CpuRtRuntimeUsec,
        CpuRtPeriodUsec = request.CpuRtPeriodUsec,
        CpusetCpus = request.CpusetCpus,
        CpusetMems = request.CpusetMems,
        IoLimits = List(request.IoLimits, limit => new IoLimit(limit.Device, limit.ReadBps, limit.WriteBps, limit.ReadIops, limit.WriteIops)),
        IoWeights = List(request.IoWeights?.ToArray(), pair => new IoDeviceWeight(pair.Key, pair.Value)),
        Hugetlb = Some(request.Hugetlb),
        Rdma = Some(request.Rdma),
        Misc = Some(request.Misc),
        NetClass = request.NetClass,
        NetPriorities = Some(request.NetPriorities),
        Join = request.CgroupJoin is { Count: > 0 } join ? join : null,
        Devices = List(request.DeviceRules, Rule),
        Files = List(request.CgroupFiles?.ToArray(), pair => File(pair.Key, pair.Value)),
    };

    /// <summary>What was asked for, as it is asked.</summary>
    public static JsonElement Given(ResourceLimits limits) => JsonSerializer.SerializeToElement(
        new ResourceRequest
        {
            MemoryBytes = limits.MemoryBytes,
            Cpus = limits.Cpus,
            CpuWeight = limits.CpuWeight,
            Pids = limits.Pids,
            IoWeight = limits.IoWeight,
            MemorySwapBytes = limits.MemorySwapBytes,
            MemoryReservationBytes = limits.MemoryLowBytes,
            MemoryMinBytes = limits.MemoryMinBytes,
            MemoryHighBytes = limits.MemoryHighBytes,
            MemorySwappiness = limits.MemorySwappiness,
            OomKillDisable = limits.OomKillDisable,
            CpuPeriodUsec = limits.CpuPeriodUsec,
            CpuQuotaUsec = limits.CpuQuotaUsec,
            CpuBurstUsec = limits.CpuBurstUsec,
            CpuShares = limits.CpuShares,
            CpuIdle = limits.CpuIdle,
            CpuRtRuntimeUsec = limits.CpuRtRuntimeUsec,
            CpuRtPeriodUsec = limits.CpuRtPeriodUsec,
            CpusetCpus = limits.CpusetCpus,
            CpusetMems = limits.CpusetMems,
            IoLimits = List(limits.IoLimits, limit => new IoLimitRequest
            {
                Device = limit.Device, ReadBps = limit.ReadBps, WriteBps = limit.WriteBps, ReadIops = limit.ReadIops, WriteIops = limit.WriteIops,
            }),
            IoWeights = limits.IoWeights?.ToDictionary(weight => weight.Device, weight => weight.Weight),
            Hugetlb = limits.Hugetlb,
            Rdma = limits.Rdma,
            Misc = limits.Misc,
            NetClass = limits.NetClass,
            NetPriorities = limits.NetPriorities,
            CgroupJoin = limits.Join,
            DeviceRules = List(limits.Devices, rule => new DeviceRuleRequest { Rule = rule.ToString(), Allow = rule.Allow }),
            CgroupFiles = limits.Files?.ToDictionary(file => file.Version == 0 ? file.File : $"v{file.Version}:{file.File}", file => file.Value),
        },
        GivenLimitsJson.Default.ResourceRequest);

    private static DeviceRuleSpec Rule(DeviceRuleRequest request) =>
        DeviceRuleSpec.TryParse(request.Rule ?? "", request.Allow, out var rule)
            ? rule!
            : throw new BadRequestException($"'{request.Rule}' is no device rule; write it as 'c 10:229 rwm', 'b *:* m' or 'a'");

    private static CgroupFileSpec File(string name, string value) => name switch
    {
        ['v', '1', ':', .. var file] => new CgroupFileSpec(1, file, value),
        ['v', '2', ':', .. var file] => new CgroupFileSpec(2, file, value),
        _ => new CgroupFileSpec(0, name, value),
    };

    private static IReadOnlyList<TTo>? List<TFrom, TTo>(IReadOnlyList<TFrom>? from, Func<TFrom, TTo> map) =>
        from is { Count: > 0 } ? [.. from.Select(map)] : null;

    private static IReadOnlyDictionary<string, T>? Some<T>(IReadOnlyDictionary<string, T>? from) => from is { Count: > 0 } ? from : null;
}
