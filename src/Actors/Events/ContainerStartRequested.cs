namespace Orchestrator.Actors.Events;

/// <param name="ByPolicy">The engine starts it again by itself.</param>
public sealed record ContainerStartRequested(int Attempt, bool ByPolicy) : IContainerEvent, IAttemptEvent;
