namespace Orchestrator.Actors.Messages.Containers;

/// <summary>One moment of a container's short history.</summary>
public readonly record struct UsagePoint(
    DateTimeOffset At, double? CpuPercent, long? MemoryBytes, double? ReadBytesPerSecond, double? WriteBytesPerSecond, long? Pids);
