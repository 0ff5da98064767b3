namespace Orchestrator.Actors.Messages.History;

/// <summary>What two moments of the fleet have not in common.</summary>
/// <param name="FromSeq">The last record that counts for the earlier moment.</param>
/// <param name="Passing">Created after the earlier moment and removed before the later one.</param>
/// <param name="Fleet">What changed of the freeze of the whole fleet.</param>
public sealed record FleetDiff(
    long FromSeq, long ToSeq, IReadOnlyList<ContainerMention> Created, IReadOnlyList<ContainerMention> Removed,
    IReadOnlyList<ContainerMention> Passing, IReadOnlyList<ContainerChange> Changed, IReadOnlyList<FieldChange> Fleet);
