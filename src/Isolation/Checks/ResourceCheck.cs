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
        if (limits.MemoryBytes is { } memory && memory < LeastMemory)
            return $"The memory limit of {memory} bytes is too small to start anything. The least is {LeastMemory} (4M).";
        if (limits.MemoryBytes > host.MemoryBytes)
        {
            return $"The memory limit of {limits.MemoryBytes} bytes is more than this host has ({host.MemoryBytes}). "
                + "Choose a lower one, or leave it out.";
        }
        if (limits.Cpus is { } cpus && !(cpus >= CpuBandwidth.LeastCpus && cpus <= host.Processors))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The CPU limit {cpus} is not possible here: give {CpuBandwidth.LeastCpus} to {host.Processors} (this host's processors).");
        }
        if (limits.CpuWeight is { } cpuWeight && cpuWeight is < 1 or > 10_000)
            return $"The CPU weight {cpuWeight} is not from 1 to 10000 (100 is the default).";
        if (limits.Pids is { } pids && pids is < 1 or > MostPids)
            return $"The limit of {pids} processes is not from 1 to {MostPids}.";
        if (limits.IoWeight is { } ioWeight && ioWeight is < 1 or > 10_000)
            return $"The io weight {ioWeight} is not from 1 to 10000 (100 is the default).";
        return Missing(limits, controllers);
    }

    private static string? Missing(ResourceLimits limits, IReadOnlyList<string> controllers)
    {
        foreach (var (controller, wanted) in (ReadOnlySpan<(string, bool)>)
            [
                ("memory", limits.MemoryBytes is not null),
                ("cpu", limits.Cpus is not null || limits.CpuWeight is not null),
                ("pids", limits.Pids is not null),
                ("io", limits.IoWeight is not null),
            ])
        {
            if (wanted && !controllers.Contains(controller))
            {
                return $"This host has no {controller} cgroup controller, so the limit could not be kept. "
                    + "Leave it out, or enable the controller (orch info shows what there is).";
            }
        }
        return null;
    }
}
