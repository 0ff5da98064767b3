namespace Orchestrator.Actors.Events;

/// <summary>One owner's freeze ended; others hold it still, or it had not begun.</summary>
public sealed record ContainerFreezeReleased(int Attempt, string Owner) : IContainerEvent, IAttemptEvent;
