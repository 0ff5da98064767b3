using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>linux.resources as the engine's own limits, which hold on every layout.</summary>
internal static class OciLimits
{
    public static ContainerSpec Apply(ContainerSpec spec, OciResources given, ResourceLimits asked)
    {
        var limits = new ResourceLimits
        {
            MemoryBytes = given.MemoryLimit,
            MemorySwapBytes = given.MemorySwap,
            MemoryLowBytes = given.MemoryReservation,
            MemorySwappiness = given.Swappiness,
            OomKillDisable = given.DisableOomKiller,
            CpuQuotaUsec = given.CpuQuota,
            CpuPeriodUsec = given.CpuPeriod,
            CpuBurstUsec = given.CpuBurst,
            CpuShares = given.CpuShares,
            CpuIdle = given.CpuIdle,
            CpuRtRuntimeUsec = given.RealtimeRuntime,
            CpuRtPeriodUsec = given.RealtimePeriod,
            CpusetCpus = given.Cpus,
            CpusetMems = given.Mems,
            Pids = (int?)given.Pids,
            IoWeight = given.IoWeight is { } weight ? Weight(weight) : null,
            IoWeights = given.IoWeights.Count > 0 ? [.. given.IoWeights.Select(pair => new IoDeviceWeight(pair.Key, Weight(pair.Value)))] : null,
            IoLimits = Rates(given.IoLimits),
            Hugetlb = Some(given.HugePages),
            Rdma = Some(given.Rdma),
            NetClass = given.NetClass,
            NetPriorities = Some(given.NetPriorities),
            Devices = Devices(given.Devices),
        };
        var files = given.Unified.Select(pair => new CgroupFileSpec(2, pair.Key, pair.Value)).ToList();
        return spec with { Resources = limits.With(asked), CgroupFiles = files.Count > 0 ? files : null };
    }

    /// <summary>The mapping of the kernel's and runc's documentation: 10 to 1000 becomes 1 to 10000.</summary>
    private static int Weight(int weight) => 1 + ((weight - 10) * 9999 / 990);

    private static List<IoLimit>? Rates(IReadOnlyList<(string Kind, string Device, long Rate)> rates) => rates.Count == 0
        ? null
        : [.. rates.GroupBy(rate => rate.Device).Select(device =>
        {
            long? Of(string kind) => device.Where(rate => rate.Kind == kind).Select(rate => (long?)rate.Rate).LastOrDefault();
            return new IoLimit(device.Key, Of("rbps"), Of("wbps"), Of("riops"), Of("wiops"));
        })];

    /// <summary>Bundles refuse everything first; the runtime allows the default devices after what they say (config-linux.md).</summary>
    private static List<DeviceRuleSpec>? Devices(IReadOnlyList<(bool Allow, string Rule)> rules)
    {
        if (rules.Count == 0)
            return null;
        var list = new List<DeviceRuleSpec>();
        foreach (var (allow, text) in rules)
        {
            if (DeviceRuleSpec.TryParse(text, allow, out var rule))
                list.Add(rule!);
        }
        foreach (var usual in DeviceRule.Usual)
        {
            if (DeviceRuleSpec.TryParse(usual.ToString(), true, out var rule))
                list.Add(rule!);
        }
        // What most bundles say is what every container has: it takes no program of its own then.
        return DevicePolicy.Of([], list).IsUsual ? null : list;
    }

    private static IReadOnlyDictionary<string, T>? Some<T>(IReadOnlyDictionary<string, T> pairs) => pairs.Count > 0 ? pairs : null;
}
