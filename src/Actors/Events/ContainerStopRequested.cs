namespace Orchestrator.Actors.Events;

/// <param name="ThenStart">A restart: the next attempt begins once this one has ended.</param>
public sealed record ContainerStopRequested(int Attempt, int Signal, TimeSpan Timeout, bool ThenStart) : IContainerEvent, IAttemptEvent;
