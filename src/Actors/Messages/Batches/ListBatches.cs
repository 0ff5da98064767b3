namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Views without members.</summary>
public sealed record ListBatches : IRequest<IReadOnlyList<BatchView>>;
