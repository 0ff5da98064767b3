namespace Orchestrator.Contracts.Batches;

/// <param name="Starts">Null: it would not start.</param>
/// <param name="Basis">Where the run time is from: history, timeout or guess.</param>
/// <param name="Note">Why it would not start.</param>
public sealed record PlannedJobView(
    string Name, string Job, int Index, DateTimeOffset? Starts, DateTimeOffset? Ends, string Basis, string? Note);
