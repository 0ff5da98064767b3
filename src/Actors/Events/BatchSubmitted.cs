using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Events;

public sealed record BatchSubmitted(Guid BatchId, string Name, BatchDefinition Definition) : IBatchEvent;
