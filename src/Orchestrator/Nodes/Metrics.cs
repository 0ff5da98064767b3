using System.Globalization;
using System.Text;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Daemon.Mapping;

namespace Orchestrator.Daemon.Nodes;

/// <summary>Prometheus' text format 0.0.4; a handful of numbers needs no library.</summary>
internal static class Metrics
{
    public static string Write(FleetStatusView fleet, IReadOnlyList<StatsView> stats, NodeContext node)
    {
        var text = new StringBuilder();
        Head(text, "orch_containers", "gauge", "Containers by state.");
        foreach (var phase in Enum.GetValues<ContainerPhase>())
            Line(text, $"orch_containers{{state=\"{ViewMapper.State(phase)}\"}}", fleet.Counts.GetValueOrDefault(phase));
        One(text, "orch_fleet_frozen", "gauge", "1 while the whole fleet is frozen.", fleet.Freeze is null ? 0 : 1);
        One(text, "orch_journal_sequence", "counter", "Last sequence number of the journal.", fleet.Sequence);
        One(text, "orch_launcher_connected", "gauge", "1 while the launcher is connected.", node.Runtime.LauncherPid is null ? 0 : 1);
        One(text, "orch_images", "gauge", "Images of this node.", node.Images.List().Count);
        One(text, "process_start_time_seconds", "gauge", "Start of the daemon.", node.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        One(text, "process_cpu_seconds_total", "counter", "CPU time of the daemon.", Environment.CpuUsage.TotalTime.TotalSeconds);
        One(text, "process_resident_memory_bytes", "gauge", "Resident memory of the daemon.", Environment.WorkingSet);
        One(text, "dotnet_gc_heap_bytes", "gauge", "Managed heap of the daemon.", GC.GetTotalMemory(forceFullCollection: false));
        One(text, "dotnet_threadpool_threads", "gauge", "Threads of the pool.", ThreadPool.ThreadCount);
        ContainerMetrics.Write(text, stats);
        return text.ToString();
    }

    private static void One(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        Line(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name} {value:R}\n");
}
