namespace Orchestrator.Actors.Events;

/// <summary>What has not ended of the job is ended, and has failed.</summary>
public sealed record JobDeadlinePassed(Guid BatchId, string Job, TimeSpan Deadline) : IBatchEvent;
