namespace Orchestrator.Actors.Messages.Containers;

/// <param name="Since">When it became so.</param>
/// <param name="Failures">In a row, up to then.</param>
/// <param name="ExitCode">Of the program that decided; null: it did not end by itself, or could not be started.</param>
/// <param name="Problem">What was wrong, beyond the code.</param>
public sealed record HealthView(HealthStatus Status, DateTimeOffset Since, int Failures, int? ExitCode, string? Problem);
