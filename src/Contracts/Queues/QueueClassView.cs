namespace Orchestrator.Contracts.Queues;

public sealed record QueueClassView(string Name, int? Concurrency, int Weight, int Running, int Waiting);
