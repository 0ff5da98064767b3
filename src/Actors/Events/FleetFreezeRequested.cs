namespace Orchestrator.Actors.Events;

/// <param name="Selector">Null: the node's parent cgroup, all containers by one write.</param>
public sealed record FleetFreezeRequested(Guid Operation, string? Selector, string? Reason, TimeSpan? Lease) : IFleetEvent
{
    /// <summary>Whose freeze it is; null: the caller's.</summary>
    public string? Owner { get; init; }

    /// <summary>Whom the selector fitted, decided once; null for the whole fleet.</summary>
    public IReadOnlyDictionary<string, Guid>? Members { get; init; }
}
