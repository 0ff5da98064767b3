namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Nothing of it starts until it is released; what runs goes on.</summary>
/// <param name="Part">Null: all of it; else JOB or JOB.INDEX.</param>
public sealed record HoldBatch(Caller Caller, string Cause, string Batch, string? Part) : ICommand, IRequest<BatchView>;
