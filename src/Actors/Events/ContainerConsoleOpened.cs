namespace Orchestrator.Actors.Events;

/// <summary>Somebody was given a connection to the container's terminals or stdin.</summary>
public sealed record ContainerConsoleOpened(int Attempt) : IContainerEvent, IAttemptEvent;
