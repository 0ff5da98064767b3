namespace Orchestrator.Actors.Events;

/// <param name="Attempt">The attempt to come.</param>
/// <param name="MemoryBytes">The limit that it gets; null: as it was.</param>
public sealed record JobRetryScheduled(
    Guid BatchId, string Job, int Index, int Attempt, TimeSpan Delay, long? MemoryBytes = null) : IBatchEvent, IAttemptEvent;
