namespace Orchestrator.Contracts.Queues;

/// <param name="Share">0 to 1.</param>
public sealed record QueueShareView(string Owner, double Share);
