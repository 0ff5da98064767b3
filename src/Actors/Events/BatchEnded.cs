using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Events;

public sealed record BatchEnded(Guid BatchId, BatchPhase State) : IBatchEvent;
