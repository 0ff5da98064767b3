namespace Orchestrator.Actors.Events;

public sealed record ContainerThawRequested(int Attempt) : IContainerEvent, IAttemptEvent;
