namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Answered once durable. If the name is taken, the view tells the name with a number that was used instead.</summary>
public sealed record SubmitBatch(Caller Caller, string Cause, BatchDefinition Definition) : ICommand, IRequest<BatchView>
{
    /// <summary>What the caller has submitted with this key before is not submitted again: the answer is that batch.</summary>
    public string? Key { get; init; }
}
