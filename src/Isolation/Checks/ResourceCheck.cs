using System.Globalization;
using Orchestrator.Isolation.Cgroups.Controllers;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>Limits that cannot be, before the kernel or the payload finds out.</summary>
internal static class ResourceCheck
{
    /// <summary>Below this not even the launch of a small program fits.</summary>
    private const long LeastMemory = 4L << 20;

    /// <summary>PID_MAX_LIMIT of 64-bit kernels.</summary>
    private const int MostPids = 4_194_304;

    public static string? Check(ResourceLimits limits, IReadOnlyList<string> controllers, HostCapacity host)
    {
        if (limits.Pids is { } pids && pids != -1 && pids is < 1 or > MostPids)
            return $"The limit of {pids} processes is not from 1 to {MostPids}.";
        if (limits.IoWeight is { } ioWeight && ioWeight is < 1 or > 10_000)
            return $"The io weight {ioWeight} is not from 1 to 10000 (100 is the default).";
        return CheckMemory(limits, host) ?? CheckCpu(limits, host) ?? CheckCpuset(limits) ?? CheckDevices(limits) ?? CheckOther(limits)
            ?? CgroupFileCheck.Check(limits.Files ?? []) ?? Missing(limits, controllers);
    }

    private static string? CheckMemory(ResourceLimits limits, HostCapacity host)
    {
        if (limits.MemoryBytes is { } memory && memory != -1)
        {
            if (memory < LeastMemory)
                return $"The memory limit of {memory} bytes is too small to start anything. The least is {LeastMemory} (4M).";
            if (memory > host.MemoryBytes)
            {
                return $"The memory limit of {memory} bytes is more than this host has ({host.MemoryBytes}). "
                    + "Choose a lower one, or leave it out.";
            }
        }
        if (limits.MemorySwapBytes is { } together && together != -1)
        {
            if (limits.MemoryBytes is not > 0)
                return "--memory-swap is memory and swap together, so it needs --memory beside it.";
            if (together < limits.MemoryBytes)
                return $"--memory-swap ({together}) is memory and swap together and cannot be below --memory ({limits.MemoryBytes}).";
        }
        foreach (var (name, bytes) in (ReadOnlySpan<(string, long?)>)
            [
                ("memory reservation", limits.MemoryLowBytes), ("memory minimum", limits.MemoryMinBytes), ("memory high mark", limits.MemoryHighBytes),
            ])
        {
            if (bytes is < -1)
                return $"The {name} of {bytes} bytes is negative.";
            if (limits.MemoryBytes is > 0 and var limit && bytes > limit)
                return $"The {name} of {bytes} bytes is above the memory limit ({limit}) and would never count.";
        }
        return limits.MemorySwappiness is < 0 or > 100 ? $"The swappiness {limits.MemorySwappiness} is not from 0 to 100." : null;
    }

    private static string? CheckCpu(ResourceLimits limits, HostCapacity host)
    {
        if (limits.Cpus is { } cpus && !(cpus >= CpuBandwidth.LeastCpus && cpus <= host.Processors))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The CPU limit {cpus} is not possible here: give {CpuBandwidth.LeastCpus} to {host.Processors} (this host's processors).");
        }
        if (limits.CpuWeight is < 1 or > 10_000)
            return $"The CPU weight {limits.CpuWeight} is not from 1 to 10000 (100 is the default).";
        if (limits.CpuShares is < 2 or > 262_144)
            return $"The CPU shares {limits.CpuShares} are not from 2 to 262144 (1024 is the default).";
        if (limits.CpuWeight is not null && limits.CpuShares is not null)
            return "CPU weight and CPU shares are one setting in two units. Give one of them.";
        if (limits.Cpus is not null && limits.CpuQuotaUsec is not null)
            return "--cpus and --cpu-quota are one limit in two units. Give one of them.";
        if (limits.CpuPeriodUsec is < 1_000 or > 1_000_000)
            return $"The CPU period {limits.CpuPeriodUsec} is not from 1000 to 1000000 µs.";
        if (limits.CpuQuotaUsec is { } quota && quota != -1 && quota < CpuBandwidth.LeastUsec)
            return $"The CPU quota {quota} is below {CpuBandwidth.LeastUsec} µs; -1 is without limit.";
        if (limits.CpuBurstUsec is < 0)
            return "The CPU burst is negative.";
        if (limits.CpuBurstUsec > 0 && CpuBandwidth.Quota(limits) is var most && !(most >= limits.CpuBurstUsec))
            return $"The CPU burst of {limits.CpuBurstUsec} µs needs a CPU limit (--cpus or --cpu-quota) of at least as much in a period.";
        return limits.CpuIdle == true && (limits.CpuWeight ?? limits.CpuShares) is not null
            ? "A container that runs only when nobody else wants to (--cpu-idle) has no weight. Leave the weight out."
            : null;
    }

    private static string? CheckCpuset(ResourceLimits limits)
    {
        foreach (var (name, list) in (ReadOnlySpan<(string, string?)>)[("--cpuset-cpus", limits.CpusetCpus), ("--cpuset-mems", limits.CpusetMems)])
        {
            if (list is not null && !CpuList.IsValid(list))
                return $"'{list}' is no list for {name}; write it as 0-2,4.";
        }
        return null;
    }

    private static string? CheckDevices(ResourceLimits limits)
    {
        foreach (var limit in limits.IoLimits ?? [])
        {
            foreach (var rate in (ReadOnlySpan<long?>)[limit.ReadBps, limit.WriteBps, limit.ReadIops, limit.WriteIops])
            {
                if (rate < 0)
                    return $"A rate for {limit.Device} is negative; 0 is without limit.";
            }
            if (BlockDevice.Find(limit.Device, out var problem) is null)
                return problem;
        }
        foreach (var (device, weight) in limits.IoWeights ?? [])
        {
            if (weight is < 1 or > 10_000)
                return $"The io weight {weight} of {device} is not from 1 to 10000.";
            if (BlockDevice.Find(device, out var problem) is null)
                return problem;
        }
        foreach (var rule in limits.Devices ?? [])
        {
            if (rule.Kind is not ('a' or 'b' or 'c') || rule.Major < 0 || rule.Minor < 0 || !DeviceRuleSpec.IsAccess(rule.Access ?? ""))
                return $"'{rule}' is no device rule; write it as 'c 10:229 rwm', 'b *:* m' or 'a'.";
        }
        return null;
    }

    private static string? CheckOther(ResourceLimits limits)
    {
        var words = (limits.Hugetlb?.Keys ?? []).Concat(limits.Rdma?.Keys ?? []).Concat(limits.Misc?.Keys ?? []).Concat(limits.NetPriorities?.Keys ?? []);
        foreach (var word in words)
        {
            if (word.Length is 0 or > 64 || !word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@'))
                return $"'{word}' is no name of a page size, device or resource.";
        }
        foreach (var (size, bytes) in limits.Hugetlb ?? new Dictionary<string, long>())
        {
            if (bytes < -1)
                return $"The limit of huge pages of {size} is negative; -1 is without limit.";
        }
        foreach (var (device, most) in limits.Rdma ?? new Dictionary<string, string>())
        {
            if (!most.Split(' ').All(part => part.Split('=') is ["hca_handle" or "hca_object", "max"] or ["hca_handle" or "hca_object", [>= '0' and <= '9', ..]]))
                return $"'{most}' is no limit of the rdma device {device}; write it as hca_handle=2 hca_object=2000.";
        }
        return null;
    }

    private static string? Missing(ResourceLimits limits, IReadOnlyList<string> controllers)
    {
        foreach (var row in ControllerRow.All.Where(row => row.Wants(limits)))
        {
            var name = row.Name == "blkio" ? "io" : row.Name;
            // What may be mounted or turned on meanwhile is looked for when it is needed.
            if (name is "memory" or "cpu" or "pids" or "io" && !controllers.Contains(name))
            {
                return $"This host has no {name} cgroup controller, so the limit could not be kept. "
                    + "Leave it out, or enable the controller (orch info shows what there is).";
            }
        }
        return null;
    }
}
