namespace Orchestrator.Actors.Events;

/// <summary>Somebody had a member put back into the queue: one that ended, or one that runs and is ended for it.</summary>
public sealed record JobRequeued(Guid BatchId, string Job, int Index) : IBatchEvent;
