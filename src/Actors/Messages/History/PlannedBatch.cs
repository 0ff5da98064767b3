namespace Orchestrator.Actors.Messages.History;

public sealed record PlannedBatch(Guid Id, string Name, string Why);
