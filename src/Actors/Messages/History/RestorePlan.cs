namespace Orchestrator.Actors.Messages.History;

/// <summary>What a restart of the daemon would do now, without doing it.</summary>
/// <param name="Seq">The last record of the journal that it is decided from.</param>
/// <param name="Fleet">What becomes of a freeze of the whole fleet; null without one.</param>
public sealed record RestorePlan(
    long Seq, int Adopted, int Ended, int Relaunched, IReadOnlyList<PlannedContainer> Containers,
    IReadOnlyList<PlannedBatch> Batches, string? Fleet);
