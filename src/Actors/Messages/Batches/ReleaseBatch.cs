namespace Orchestrator.Actors.Messages.Batches;

/// <param name="Part">Null: all of it; else JOB or JOB.INDEX.</param>
public sealed record ReleaseBatch(Caller Caller, string Cause, string Batch, string? Part) : ICommand, IRequest<BatchView>;
