namespace Orchestrator.Actors.Events;

public sealed record FleetThawed(
    Guid Operation, string? Selector, IReadOnlyList<string> Containers, IReadOnlyDictionary<string, string> Failed,
    TimeSpan Took) : IFleetEvent;
