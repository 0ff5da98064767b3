using System.Globalization;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Contracts.Configuration;

namespace Orchestrator.Daemon.Nodes;

/// <summary>
/// What the node has for jobs: what this process may use, as cgroups and affinity leave it, less what is kept for the
/// host and the engine.
/// </summary>
internal static class NodeResources
{
    private const long LeastReserve = 256L << 20;
    private const double ReservePart = 0.05;

    public static NodeCapacity Read(DaemonSettings settings)
    {
        // Both heed the limits of the daemon's own cgroup, and affinity.
        var cpus = Environment.ProcessorCount;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var pids = Math.Min(Number("/proc/sys/kernel/pid_max"), Number("/proc/sys/kernel/threads-max"));
        return new NodeCapacity
        {
            Cpus = Math.Max(0.1, (cpus * settings.CpuOvercommit) - settings.ReserveCpus),
            MemoryBytes = Math.Max(0, memory - (settings.ReserveMemoryBytes ?? Math.Max(LeastReserve, (long)(memory * ReservePart)))),
            Pids = Math.Max(0, pids - (settings.ReservePids ?? (long)(pids * ReservePart))),
        };
    }

    private static long Number(string file)
    {
        try
        {
            return long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return Demand.Unlimited;
        }
    }
}
