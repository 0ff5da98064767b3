namespace Orchestrator.Contracts.History;

public sealed record PlannedBatchView(string Name, Guid Id, string Why);
