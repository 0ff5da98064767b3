namespace Orchestrator.Actors.Messages.Queues;

/// <summary>What runs and waits, by class, and what the node has to give.</summary>
public sealed record GetQueue : IRequest<QueueView>;
