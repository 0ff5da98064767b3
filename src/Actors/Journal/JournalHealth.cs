namespace Orchestrator.Actors.Journal;

/// <param name="Problem">Why nothing can be recorded for now; null when it works.</param>
internal sealed record JournalHealth(string? Problem);
