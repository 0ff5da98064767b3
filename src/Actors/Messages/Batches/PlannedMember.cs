namespace Orchestrator.Actors.Messages.Batches;

/// <param name="Starts">Null: it would not start.</param>
/// <param name="Basis">Where its run time is taken from: earlier runs, its timeout, or nothing but a guess.</param>
/// <param name="Note">Why it would not start, or what it would wait for.</param>
public sealed record PlannedMember(
    string Name, string Job, int Index, DateTimeOffset? Starts, DateTimeOffset? Ends, RunTimeBasis Basis, string? Note);
