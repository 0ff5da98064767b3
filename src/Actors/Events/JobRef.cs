namespace Orchestrator.Actors.Events;

/// <summary>Which member of which batch a container is.</summary>
public sealed record JobRef(Guid BatchId, string Batch, string Job, int Index);
