using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.Fleets;

/// <param name="Freeze">The freeze of the whole fleet, null if there is none; the oldest if there are several.</param>
/// <param name="Containers">Those that the selector fits: for a freeze or thaw those that it changed, or would change.</param>
/// <param name="Failed">Containers that did not follow, with the reason.</param>
/// <param name="Took">How long the kernel took; null for a mere question.</param>
/// <param name="Sequence">Last sequence number of the journal.</param>
public sealed record FleetStatusView(
    FreezeView? Freeze,
    IReadOnlyDictionary<ContainerPhase, int> Counts,
    IReadOnlyList<string> Containers,
    IReadOnlyDictionary<string, string> Failed,
    TimeSpan? Took,
    long Sequence)
{
    /// <summary>The freezes of the whole fleet by all owners, oldest first.</summary>
    public IReadOnlyList<FreezeView> Holds { get; init; } = [];

    /// <summary>
    /// Since when no process of any member ran; null while some do. From then until <see cref="BarrierEnd"/> nothing
    /// changes what a snapshot would read.
    /// </summary>
    public DateTimeOffset? BarrierStart { get; init; }

    /// <summary>Just before the first member was thawed; null while the barrier stands.</summary>
    public DateTimeOffset? BarrierEnd { get; init; }

    /// <summary>Partial freezes and thaws that are under way.</summary>
    public int Operations { get; init; }
}
