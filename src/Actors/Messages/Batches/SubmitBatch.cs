namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Answered once durable. If the name is taken, the view tells the name with a number that was used instead.</summary>
public sealed record SubmitBatch(Caller Caller, string Cause, BatchDefinition Definition) : ICommand, IRequest<BatchView>;
