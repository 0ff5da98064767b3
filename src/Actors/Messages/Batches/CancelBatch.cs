namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Members that wait never start, those that run are stopped. Answered when durable; wait for the end.</summary>
public sealed record CancelBatch(Caller Caller, string Cause, string Batch) : ICommand, IRequest<BatchView>;
