namespace Orchestrator.Actors.Events;

public sealed record ContainerFrozen(int Attempt, TimeSpan Took) : IContainerEvent, IAttemptEvent;
