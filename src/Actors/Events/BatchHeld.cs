namespace Orchestrator.Actors.Events;

/// <summary>Nothing of it starts until it is released; what runs goes on.</summary>
/// <param name="Job">Null: the whole batch.</param>
/// <param name="Index">Null: the whole job.</param>
public sealed record BatchHeld(Guid BatchId, string? Job, int? Index) : IBatchEvent;
