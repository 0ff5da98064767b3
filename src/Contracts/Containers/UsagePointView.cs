namespace Orchestrator.Contracts.Containers;

/// <summary>One moment of a container's short history.</summary>
public sealed record UsagePointView(
    DateTimeOffset At, double? CpuPercent, long? MemoryBytes, double? ReadBytesPerSecond, double? WriteBytesPerSecond, long? Pids);
