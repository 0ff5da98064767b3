namespace Orchestrator.Actors.Events;

public sealed record BatchCancelRequested(Guid BatchId) : IBatchEvent;
