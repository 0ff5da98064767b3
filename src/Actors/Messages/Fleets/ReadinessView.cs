namespace Orchestrator.Actors.Messages.Fleets;

/// <param name="Adopted">Containers that went on through the restart.</param>
/// <param name="Ended">Containers that ended while no daemon looked.</param>
/// <param name="JournalProblem">Why nothing can be recorded for now; null when the journal works.</param>
public sealed record ReadinessView(
    int Containers, int Adopted, int Ended, int Relaunched, long Sequence, TimeSpan Took, string? JournalProblem);
