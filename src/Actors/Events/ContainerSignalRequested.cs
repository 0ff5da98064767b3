namespace Orchestrator.Actors.Events;

public sealed record ContainerSignalRequested(int Attempt, int Signal) : IContainerEvent, IAttemptEvent;
