using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Usage as <c>stats</c> and <c>top</c> show it.</summary>
internal static class StatsColumns
{
    public static IReadOnlyList<Column<ContainerStats>> Now { get; } =
    [
        new("NAME", s => s.Name),
        new("STATE", s => s.State),
        new("CPU %", s => Percent(s.CpuPercent), Right: true),
        new("CPU PEAK", s => Percent(s.CpuPercentPeak), Right: true),
        new("CPU TIME", s => CpuTime(s.Usage), Right: true, s => Raw(s.Usage.CpuUsec)),
        new("MEMORY", s => ByteSize.Format(s.Usage.MemoryBytes), Right: true, s => Raw(s.Usage.MemoryBytes)),
        new("PEAK", s => ByteSize.Format(s.Usage.MemoryPeakBytes), Right: true, s => Raw(s.Usage.MemoryPeakBytes)),
        new("LIMIT", s => ByteSize.Format(s.MemoryLimitBytes), Right: true, s => Raw(s.MemoryLimitBytes)),
        new("MEM STALL %", s => Percent(s.MemoryStallPercent), Right: true),
        new("PRESSURE", s => Pressure(s.PressureNow), Right: true),
        new("PIDS", s => Raw(s.Usage.Pids), Right: true),
        new("READ", s => ByteSize.Format(s.Usage.IoReadBytes), Right: true, s => Raw(s.Usage.IoReadBytes)),
        new("READ/S", s => PerSecond(s.ReadBytesPerSecond), Right: true),
        new("WRITTEN", s => ByteSize.Format(s.Usage.IoWriteBytes), Right: true, s => Raw(s.Usage.IoWriteBytes)),
        new("WRITTEN/S", s => PerSecond(s.WriteBytesPerSecond), Right: true),
        new("NET IN", s => ByteSize.Format(s.Usage.Network?.RxBytes), Right: true, s => Raw(s.Usage.Network?.RxBytes)),
        new("NET OUT", s => ByteSize.Format(s.Usage.Network?.TxBytes), Right: true, s => Raw(s.Usage.Network?.TxBytes)),
    ];

    public static IReadOnlyList<Column<(ContainerStats Of, UsagePointView At)>> History { get; } =
    [
        new("TIME", p => p.At.At.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        new("NAME", p => p.Of.Name),
        new("CPU %", p => Percent(p.At.CpuPercent), Right: true),
        new("MEMORY", p => ByteSize.Format(p.At.MemoryBytes), Right: true, p => Raw(p.At.MemoryBytes)),
        new("READ/S", p => PerSecond(p.At.ReadBytesPerSecond), Right: true),
        new("WRITTEN/S", p => PerSecond(p.At.WriteBytesPerSecond), Right: true),
        new("PIDS", p => Raw(p.At.Pids), Right: true),
    ];

    public static string CpuTime(UsageView? usage) =>
        usage?.CpuUsec is { } usec ? Duration.Format(TimeSpan.FromMicroseconds(usec)) : "-";

    private static string Percent(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Percent of the last ten seconds in which some task waited for a processor, for memory, for input and output.</summary>
    private static string Pressure(PressureNowView? now) => now is null
        ? "-"
        : string.Join('/', new[] { now.CpuSome, now.MemorySome, now.IoSome }.Select(line => Percent(line?.Avg10)));

    private static string PerSecond(double? value) => ByteSize.Format((long?)value);

    private static string Raw(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
