using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.Fleets;

/// <param name="Freeze">The freeze of the whole fleet, null if there is none.</param>
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
    long Sequence);
