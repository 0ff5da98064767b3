namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Answered when every member has its final state.</summary>
public sealed record WaitBatch(string Batch) : IRequest<BatchView>;
