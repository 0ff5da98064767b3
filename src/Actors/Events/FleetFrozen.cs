namespace Orchestrator.Actors.Events;

/// <param name="Containers">Names of those that this operation froze.</param>
public sealed record FleetFrozen(
    Guid Operation, string? Selector, IReadOnlyList<string> Containers, IReadOnlyDictionary<string, string> Failed,
    TimeSpan Took) : IFleetEvent;
