namespace Orchestrator.Actors.Messages.Batches;

/// <param name="Members">False leaves <see cref="BatchView.Jobs"/> empty: enough for a progress bar.</param>
public sealed record GetBatch(string Batch, bool Members = true) : IRequest<BatchView>;
