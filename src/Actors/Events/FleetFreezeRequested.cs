namespace Orchestrator.Actors.Events;

/// <param name="Selector">Null: the node's parent cgroup, all containers by one write.</param>
public sealed record FleetFreezeRequested(Guid Operation, string? Selector, string? Reason, TimeSpan? Lease) : IFleetEvent;
