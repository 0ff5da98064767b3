using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Events;

public sealed record JobEnded(Guid BatchId, string Job, int Index, MemberPhase State, string? Reason) : IBatchEvent;
