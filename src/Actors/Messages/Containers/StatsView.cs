using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Messages.Containers;

/// <param name="CpuPercent">Of one CPU, over the time since the sample before; null for the first one.</param>
public sealed record StatsView(
    Guid Id, string Name, ContainerPhase State, DateTimeOffset At, ResourceUsage Usage, double? CpuPercent,
    long? MemoryLimitBytes, int? PidsLimit)
{
    /// <summary>Null where this kernel keeps no such figures.</summary>
    public PressureTotals? Pressure { get; init; }

    public double? CpuPercentPeak { get; init; }

    public double? ReadBytesPerSecond { get; init; }

    public double? WriteBytesPerSecond { get; init; }

    /// <summary>Part of the time since the sample before in which all its tasks waited for memory.</summary>
    public double? MemoryStallPercent { get; init; }

    /// <summary>The last minute, oldest first; empty unless asked for.</summary>
    public IReadOnlyList<UsagePoint> History { get; init; } = [];
}
