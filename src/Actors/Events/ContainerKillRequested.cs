namespace Orchestrator.Actors.Events;

public sealed record ContainerKillRequested(int Attempt, KillReason Reason) : IContainerEvent, IAttemptEvent;
