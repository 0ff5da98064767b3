namespace Orchestrator.Actors.Events;

public sealed record ContainerThawed(int Attempt, TimeSpan Took) : IContainerEvent, IAttemptEvent;
