using System.Globalization;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>
/// lxc.cgroup.FILE and lxc.cgroup2.FILE. The limits that every layout has become the engine's own, whichever version they
/// were written for; other files are written as they are where the host has them. As in LXC those of the version that the
/// host does not use have no effect.
/// </summary>
internal static class LxcCgroups
{
    private const string V1 = "lxc.cgroup.", V2 = "lxc.cgroup2.";

    public static void Apply(LxcBuilder builder)
    {
        var files = new List<CgroupFileSpec>();
        var rules = new List<DeviceRuleSpec>();
        // What was written for this host's version wins over the same limit for the other one.
        foreach (var (prefix, version) in builder.Context.CgroupV2 ? ((string, int)[])[(V1, 1), (V2, 2)] : [(V2, 2), (V1, 1)])
        {
            foreach (var item in builder.Settings.Below(prefix))
            {
                var file = item.Key[prefix.Length..];
                if (file.StartsWith("dir", StringComparison.Ordinal) || file == "relative")
                    continue;
                if (file.StartsWith("devices.", StringComparison.Ordinal))
                    Device(builder, item, file, rules);
                else if (!Limit(builder, item, version, file))
                    Other(builder, item, files, version, file);
            }
        }
        if (files.Count > 0)
            builder.Spec = builder.Spec with { CgroupFiles = files };
        // What most configurations say is what every container has: it takes no policy of its own then.
        if (rules.Count > 0 && !DevicePolicy.Of([], rules).IsUsual)
            builder.Spec = builder.Spec with { Resources = new ResourceLimits { Devices = rules }.With(builder.Spec.Resources) };
    }

    /// <summary>Both versions have the same lines, and the engine enforces them on both.</summary>
    private static void Device(LxcBuilder builder, LxcItem item, string file, List<DeviceRuleSpec> rules)
    {
        if (file is not ("devices.allow" or "devices.deny"))
            builder.Refuse(item, "only devices.allow and devices.deny are written.");
        else if (DeviceRuleSpec.TryParse(item.Value, file == "devices.allow", out var rule))
            rules.Add(rule!);
        else
            builder.Refuse(item, "it is no device rule; write it as 'c 10:229 rwm', 'b *:* m' or 'a'.");
    }

    private static bool Limit(LxcBuilder builder, LxcItem item, int version, string file)
    {
        var limits = builder.Spec.Resources;
        var inUse = version == 1 ? builder.Context.CgroupV1 : builder.Context.CgroupV2;
        switch (file)
        {
            case "memory.max" or "memory.limit_in_bytes" when item.Value is "max" or "-1":
            case "pids.max" when item.Value == "max":
                return true;
            case "memory.max" or "memory.limit_in_bytes" when LxcSize.TryParse(item.Value, out var bytes):
                limits = limits with { MemoryBytes = bytes };
                break;
            case "memory.swap.max" when item.Value == "0" && (limits.MemoryBytes is not null || HasMemory(builder)):
                return true; // what a memory limit means here anyway
            case "memory.low" or "memory.soft_limit_in_bytes" when SizeOrMax(item.Value) is { } low:
                limits = limits with { MemoryLowBytes = low };
                break;
            case "memory.high" when inUse && SizeOrMax(item.Value) is { } high:
                limits = limits with { MemoryHighBytes = high };
                break;
            case "memory.min" when inUse && SizeOrMax(item.Value) is { } min:
                limits = limits with { MemoryMinBytes = min };
                break;
            case "memory.swap.max" when limits.MemoryBytes is > 0 and var memory && SizeOrMax(item.Value) is { } swap:
                limits = limits with { MemorySwapBytes = swap < 0 ? -1 : memory + swap };
                break;
            case "memory.memsw.limit_in_bytes" when limits.MemoryBytes is > 0 && SizeOrMax(item.Value) is { } together:
                limits = limits with { MemorySwapBytes = together };
                break;
            case "cpu.cfs_period_us" when Number(item.Value) is > 0 and var period:
                limits = limits with { CpuPeriodUsec = period };
                break;
            case "cpu.cfs_quota_us" when Number(item.Value) is { } quota and (-1 or > 0):
                limits = limits with { CpuQuotaUsec = quota, Cpus = null };
                break;
            case "cpuset.cpus" when inUse:
                limits = limits with { CpusetCpus = item.Value };
                break;
            case "cpuset.mems" when inUse:
                limits = limits with { CpusetMems = item.Value };
                break;
            case "blkio.weight" or "blkio.bfq.weight" when Number(item.Value) is >= 1 and <= 1000 and var weight1:
                limits = limits with { IoWeight = (int)weight1 };
                break;
            case "pids.max" when int.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var pids):
                limits = limits with { Pids = pids };
                break;
            case "cpu.weight" when int.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var weight):
                limits = limits with { CpuWeight = weight, CpuShares = null };
                break;
            case "io.weight" when int.TryParse(item.Value.StartsWith("default ", StringComparison.Ordinal) ? item.Value[8..] : item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var io):
                limits = limits with { IoWeight = io };
                break;
            case "cpu.shares" when long.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var shares) && shares is >= 2 and <= 262_144:
                limits = limits with { CpuShares = shares, CpuWeight = null };
                break;
            case "cpu.max" when Quota(item.Value) is { } cpus:
                limits = limits with { Cpus = cpus, CpuQuotaUsec = null, CpuPeriodUsec = null };
                break;
            case "cpu.max" when item.Value.StartsWith("max", StringComparison.Ordinal):
                return true;
            default:
                return false;
        }
        builder.Spec = builder.Spec with { Resources = limits.With(builder.Context.Asked.Resources) };
        return true;
    }

    private static long? SizeOrMax(string text) =>
        text is "max" or "-1" ? -1 : LxcSize.TryParse(text, out var bytes) ? bytes : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool HasMemory(LxcBuilder builder) => builder.Settings.Value("lxc.cgroup2.memory.max") is not null;

    private static double? Quota(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 1 or 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var quota)
            && (parts.Length == 1 ? 100_000 : long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0) is > 0 and var period
                ? (double)quota / period
                : null;
    }

    private static void Other(LxcBuilder builder, LxcItem item, List<CgroupFileSpec> files, int version, string file)
    {
        if (version == 1 ? builder.Context.CgroupV1 : builder.Context.CgroupV2)
            files.Add(new CgroupFileSpec(version, file, item.Value));
        else
            builder.Note(item, $"this host does not use cgroup v{version}.");
    }
}
