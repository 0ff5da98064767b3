namespace Orchestrator.Actors.Events;

/// <param name="Containers">Names of those that go on, or that others hold still.</param>
/// <param name="Failed">Those that did not follow, and why.</param>
public sealed record FleetThawed(
    Guid Operation, string? Selector, IReadOnlyList<string> Containers, IReadOnlyDictionary<string, string> Failed,
    TimeSpan Took) : IFleetEvent
{
    /// <summary>Just before the first of them was thawed; null in records of earlier versions.</summary>
    public DateTimeOffset? BarrierEnd { get; init; }
}
