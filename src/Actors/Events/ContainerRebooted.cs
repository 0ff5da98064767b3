namespace Orchestrator.Actors.Events;

/// <summary>The system in the container ended this attempt by reboot(2), asking to be started again.</summary>
public sealed record ContainerRebooted(int Attempt) : IContainerEvent, IAttemptEvent;
