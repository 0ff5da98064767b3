namespace Orchestrator.Actors.Events;

/// <param name="Containers">Names of those that this operation froze.</param>
/// <param name="Failed">Those that did not follow, and why.</param>
public sealed record FleetFrozen(
    Guid Operation, string? Selector, IReadOnlyList<string> Containers, IReadOnlyDictionary<string, string> Failed,
    TimeSpan Took) : IFleetEvent
{
    /// <summary>From then on none of them ran; null in records of earlier versions.</summary>
    public DateTimeOffset? Barrier { get; init; }

    /// <summary>
    /// Of the whole fleet: who has tasks that the kernel cannot freeze yet, and is frozen as soon as it can be. Another record
    /// of this kind says then that it is.
    /// </summary>
    public IReadOnlyList<Guid>? Stuck { get; init; }
}
