using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Events;

/// <param name="Key">The submitter's idempotency key.</param>
/// <param name="Schedule">The schedule that submitted it.</param>
/// <param name="Due">The time of the schedule that it was submitted for.</param>
public sealed record BatchSubmitted(
    Guid BatchId, string Name, BatchDefinition Definition, string? Key = null, Guid? Schedule = null, DateTimeOffset? Due = null)
    : IBatchEvent;
