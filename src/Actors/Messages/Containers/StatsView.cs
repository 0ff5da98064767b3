using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Messages.Containers;

/// <param name="CpuPercent">Of one CPU, over the time since the sample before; null for the first one.</param>
public sealed record StatsView(
    Guid Id, string Name, ContainerPhase State, DateTimeOffset At, ResourceUsage Usage, double? CpuPercent,
    long? MemoryLimitBytes, int? PidsLimit);
