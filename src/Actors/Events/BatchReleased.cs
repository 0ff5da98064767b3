namespace Orchestrator.Actors.Events;

/// <param name="Job">Null: the whole batch, and all that was held of it.</param>
/// <param name="Index">Null: the whole job, and all that was held of it.</param>
public sealed record BatchReleased(Guid BatchId, string? Job, int? Index) : IBatchEvent;
