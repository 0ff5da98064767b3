namespace Orchestrator.Actors.Messages.Queues;

public sealed record ClassView(JobClass Class, int Running, int Waiting);
