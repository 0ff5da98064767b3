using System.Globalization;
using System.Text;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Daemon.Nodes;

/// <summary>What the accounting knows of each live container, a family of metrics for each figure.</summary>
internal static class ContainerMetrics
{
    private static readonly (string Name, string Type, string Help, Func<StatsView, double?> Value)[] Families =
    [
        ("orch_container_cpu_seconds_total", "counter", "CPU time of the attempt.", s => s.Usage.CpuUsec / 1e6),
        ("orch_container_cpu_percent", "gauge", "CPU over the last interval, 100 is one CPU.", s => s.CpuPercent),
        ("orch_container_memory_bytes", "gauge", "Memory that is charged to the container.", s => s.Usage.MemoryBytes),
        ("orch_container_memory_peak_bytes", "gauge", "Most memory that was charged.", s => s.Usage.MemoryPeakBytes),
        ("orch_container_pids", "gauge", "Processes and threads.", s => s.Usage.Pids),
        ("orch_container_read_bytes_total", "counter", "Bytes read from disks.", s => s.Usage.IoReadBytes),
        ("orch_container_written_bytes_total", "counter", "Bytes written to disks.", s => s.Usage.IoWriteBytes),
        ("orch_container_read_bytes_per_second", "gauge", "Bytes read from disks, over the last interval.", s => s.ReadBytesPerSecond),
        ("orch_container_written_bytes_per_second", "gauge", "Bytes written to disks, over the last interval.", s => s.WriteBytesPerSecond),
        ("orch_container_memory_stall_percent", "gauge", "Part of the last interval in which all tasks waited for memory.", s => s.MemoryStallPercent),
        ("orch_container_network_received_bytes_total", "counter", "Bytes that came in by the network.", s => s.Usage.Network?.RxBytes),
        ("orch_container_network_sent_bytes_total", "counter", "Bytes that went out by the network.", s => s.Usage.Network?.TxBytes),
        ("orch_container_network_received_packets_total", "counter", "Packets that came in.", s => s.Usage.Network?.RxPackets),
        ("orch_container_network_sent_packets_total", "counter", "Packets that went out.", s => s.Usage.Network?.TxPackets),
        ("orch_container_network_errors_total", "counter", "Packets with errors, in and out.", s => s.Usage.Network?.RxErrors + s.Usage.Network?.TxErrors),
        ("orch_container_network_dropped_total", "counter", "Packets that were dropped, in and out.", s => s.Usage.Network?.RxDropped + s.Usage.Network?.TxDropped),
        ("orch_container_cpu_stall_seconds_total", "counter", "Time in which some task waited for a CPU.", s => s.Pressure?.CpuSomeUsec / 1e6),
        ("orch_container_memory_stall_seconds_total", "counter", "Time in which all tasks waited for memory.", s => s.Pressure?.MemoryFullUsec / 1e6),
        ("orch_container_io_stall_seconds_total", "counter", "Time in which all tasks waited for disks.", s => s.Pressure?.IoFullUsec / 1e6),
    ];

    public static void Write(StringBuilder text, IReadOnlyList<StatsView> stats)
    {
        foreach (var (name, type, help, value) in Families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var one in stats)
            {
                // Names are of letters, digits and _.- only, so nothing needs escaping.
                if (value(one) is { } number)
                    text.Append(CultureInfo.InvariantCulture, $"{name}{{container=\"{one.Name}\"}} {number:R}\n");
            }
        }
    }
}
