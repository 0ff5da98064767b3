namespace Orchestrator.Actors.Audit;

/// <summary>Have a checkpoint written if there are records after the last one; answered by <see cref="CheckpointDone"/>.</summary>
internal sealed record WriteCheckpoint(string Cause);
