namespace Orchestrator.Actors.Events;

/// <param name="Attempt">The attempt to come.</param>
public sealed record JobRetryScheduled(Guid BatchId, string Job, int Index, int Attempt, TimeSpan Delay) : IBatchEvent, IAttemptEvent;
