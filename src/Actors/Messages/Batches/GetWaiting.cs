namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Why a member of a batch does not run yet.</summary>
/// <param name="Member">BATCH.JOB.INDEX.</param>
public sealed record GetWaiting(string Member) : IRequest<WaitingView>;
