namespace Orchestrator.Persistence.Postgres;

/// <summary>Whether and how the journal can be written at the moment.</summary>
/// <param name="Problem">Why it cannot; null if it can.</param>
/// <param name="Changed">Completes when it can be written again.</param>
internal sealed record PostgresWriting(string ConnectionString, string? Problem, TaskCompletionSource Changed);
