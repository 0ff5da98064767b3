namespace Orchestrator.Actors.Events;

/// <summary>One more owner froze the whole fleet, which is frozen already, or the same one renewed the freeze.</summary>
/// <param name="Owner">Whose freeze it is; null: the caller's.</param>
public sealed record FleetFreezeHeld(Guid Operation, string? Owner, string? Reason, TimeSpan? Lease) : IFleetEvent;
