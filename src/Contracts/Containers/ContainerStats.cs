namespace Orchestrator.Contracts.Containers;

/// <summary>One line of <c>orch stats</c>.</summary>
/// <param name="CpuPercent">Of one CPU, since the reading before; null for the first reading, as are the other rates.</param>
public sealed record ContainerStats(string Name, Guid Id, string State, UsageView Usage, double? CpuPercent, long? MemoryLimitBytes, int? PidsLimit)
{
    public DateTimeOffset At { get; set; }

    public double? CpuPercentPeak { get; set; }

    public double? ReadBytesPerSecond { get; set; }

    public double? WriteBytesPerSecond { get; set; }

    /// <summary>Part of the last interval in which all its tasks waited for memory.</summary>
    public double? MemoryStallPercent { get; set; }

    /// <summary>For how long tasks have waited since the start of the attempt.</summary>
    public PressureView? Pressure { get; set; }

    /// <summary>For how much of the last seconds they waited, asked of the kernel for this answer.</summary>
    public PressureNowView? PressureNow { get; set; }

    /// <summary>The last sixty readings, oldest first; empty unless asked for. Of who is at work they are a second apart.</summary>
    public IReadOnlyList<UsagePointView> History { get; set; } = [];
}
