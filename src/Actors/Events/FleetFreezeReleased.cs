namespace Orchestrator.Actors.Events;

/// <summary>One owner's freeze of the whole fleet ended; others hold it still.</summary>
public sealed record FleetFreezeReleased(Guid Operation, string Owner) : IFleetEvent;
