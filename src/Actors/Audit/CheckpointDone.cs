namespace Orchestrator.Actors.Audit;

/// <param name="Seq">The last checkpoint that is durable; 0 when none could be written.</param>
internal sealed record CheckpointDone(long Seq);
