using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Accounting;

/// <summary>One reading, and what it tells together with the one before.</summary>
/// <param name="Stamp">Of a clock that nobody sets (<see cref="TimeProvider.GetTimestamp"/>).</param>
/// <param name="CpuPercent">Of one CPU; null for the first reading, as are the other rates.</param>
internal sealed record UsageSample(
    DateTimeOffset At, long Stamp, UsageReading Reading, double? CpuPercent, double? ReadBytesPerSecond = null, double? WriteBytesPerSecond = null,
    double? MemoryStallPercent = null)
{
    public ResourceUsage Usage => Reading.Usage;

    /// <param name="took">Since the reading before, which of who rests is several rounds ago.</param>
    public static UsageSample Of(DateTimeOffset at, long stamp, UsageReading now, UsageSample? before, TimeSpan took)
    {
        if (before is null || took <= TimeSpan.Zero)
            return new UsageSample(at, stamp, now, null);
        ResourceUsage was = before.Usage, used = now.Usage;
        return new UsageSample(
            at, stamp, now,
            Rate(was.CpuUsec, used.CpuUsec, took) / 10_000,
            Rate(was.IoReadBytes, used.IoReadBytes, took),
            Rate(was.IoWriteBytes, used.IoWriteBytes, took),
            Rate(before.Reading.Pressure?.MemoryFullUsec, now.Pressure?.MemoryFullUsec, took) / 10_000);
    }

    private static double? Rate(long? from, long? to, TimeSpan took) => to >= from ? (to - from) / took.TotalSeconds : null;
}
