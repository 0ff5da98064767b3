namespace Orchestrator.Actors.Events;

public sealed record ContainerRestartScheduled(int Attempt, TimeSpan Delay) : IContainerEvent, IAttemptEvent;
