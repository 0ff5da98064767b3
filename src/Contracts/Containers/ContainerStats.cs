namespace Orchestrator.Contracts.Containers;

/// <summary>One line of <c>orch stats</c>.</summary>
public sealed record ContainerStats(string Name, Guid Id, string State, UsageView Usage, double? CpuPercent, long? MemoryLimitBytes, int? PidsLimit);
