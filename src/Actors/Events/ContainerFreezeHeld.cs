namespace Orchestrator.Actors.Events;

/// <summary>One more owner froze what is frozen already, or the same one renewed the freeze.</summary>
/// <param name="Owner">Whose freeze it is; null: the caller's.</param>
public sealed record ContainerFreezeHeld(int Attempt, string? Owner, string? Reason, TimeSpan? Lease, string Scope)
    : IContainerEvent, IAttemptEvent;
