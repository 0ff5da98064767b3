namespace Orchestrator.Actors.Events;

public sealed record ContainerThawFailed(int Attempt, string Problem) : IContainerEvent, IAttemptEvent;
