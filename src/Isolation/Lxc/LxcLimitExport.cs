using System.Globalization;
using Orchestrator.Isolation.Cgroups.Controllers;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>
/// Limits as keys of lxc.cgroup2, or of lxc.cgroup for what v2 does not have. Rates and weights of devices are written for
/// those that are there now.
/// </summary>
internal static class LxcLimitExport
{
    public static IEnumerable<(string Key, string Value)> Items(ResourceLimits limits, IReadOnlyList<DeviceNodeSpec> nodes) =>
        V2(limits).Where(item => item.Value is not null).Select(item => ("lxc.cgroup2." + item.File, item.Value!))
            .Concat(V1(limits).Where(item => item.Value is not null).Select(item => ("lxc.cgroup." + item.File, item.Value!)))
            .Concat(nodes.Where(node => node.Kind != 'p').Select(node => ("lxc.cgroup2.devices.allow", $"{node.Kind} {node.Major}:{node.Minor} {node.Access}")))
            .Concat((limits.Devices ?? []).Select(rule => (rule.Allow ? "lxc.cgroup2.devices.allow" : "lxc.cgroup2.devices.deny", rule.ToString())))
            .Concat((limits.Files ?? []).Select(file => ($"lxc.cgroup{(file.Version == 1 ? "" : "2")}.{file.File}", file.Value)));

    private static IEnumerable<(string File, string? Value)> V2(ResourceLimits limits)
    {
        yield return ("memory.max", OrMax(limits.MemoryBytes));
        if (limits.MemorySwapBytes is { } together)
            yield return ("memory.swap.max", OrMax(together < 0 ? -1 : together - Math.Max(0, limits.MemoryBytes ?? 0)));
        yield return ("memory.low", OrMax(limits.MemoryLowBytes));
        yield return ("memory.min", OrMax(limits.MemoryMinBytes));
        yield return ("memory.high", OrMax(limits.MemoryHighBytes));
        if (CpuBandwidth.Quota(limits) is { } quota)
            yield return ("cpu.max", $"{OrMax(quota)} {Number(limits.CpuPeriodUsec ?? CpuBandwidth.PeriodUsec)}");
        yield return ("cpu.max.burst", Number(limits.CpuBurstUsec));
        yield return ("cpu.weight", Number(limits.CpuWeight ?? (limits.CpuShares is { } shares ? CpuBandwidth.Weight(shares) : null)));
        yield return ("cpu.idle", limits.CpuIdle switch { true => "1", false => "0", null => null });
        yield return ("cpuset.cpus", limits.CpusetCpus);
        yield return ("cpuset.mems", limits.CpusetMems);
        yield return ("pids.max", OrMax(limits.Pids));
        yield return ("io.weight", Number(limits.IoWeight));
        foreach (var (device, weight) in limits.IoWeights ?? [])
            yield return ("io.weight", BlockDevice.Find(device, out _) is { } number ? $"{number} {Number(weight)}" : null);
        foreach (var limit in limits.IoLimits ?? [])
            yield return ("io.max", BlockDevice.Find(limit.Device, out _) is { } number ? number + IoV2.Rates(limit) : null);
        foreach (var (size, bytes) in limits.Hugetlb ?? new Dictionary<string, long>())
            yield return ($"hugetlb.{size}.max", OrMax(bytes));
        foreach (var (device, most) in limits.Rdma ?? new Dictionary<string, string>())
            yield return ("rdma.max", $"{device} {most}");
        foreach (var (resource, most) in limits.Misc ?? new Dictionary<string, long>())
            yield return ("misc.max", $"{resource} {OrMax(most)}");
    }

    private static IEnumerable<(string File, string? Value)> V1(ResourceLimits limits)
    {
        yield return ("memory.swappiness", Number(limits.MemorySwappiness));
        yield return ("memory.oom_control", limits.OomKillDisable switch { true => "1", false => "0", null => null });
        yield return ("cpu.rt_period_us", Number(limits.CpuRtPeriodUsec));
        yield return ("cpu.rt_runtime_us", Number(limits.CpuRtRuntimeUsec));
        yield return ("net_cls.classid", Number(limits.NetClass));
        foreach (var (name, priority) in limits.NetPriorities ?? new Dictionary<string, int>())
            yield return ("net_prio.ifpriomap", $"{name} {Number(priority)}");
    }

    private static string? OrMax(long? value) => value < 0 ? "max" : Number(value);

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
