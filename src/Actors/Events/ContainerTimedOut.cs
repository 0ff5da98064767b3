namespace Orchestrator.Actors.Events;

/// <summary>Its run time is over; it is being killed.</summary>
public sealed record ContainerTimedOut(int Attempt, TimeSpan Limit) : IContainerEvent, IAttemptEvent;
