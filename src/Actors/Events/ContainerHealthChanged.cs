using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Events;

/// <summary>Its healthcheck found something else than before. The single questions are not recorded.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="ExitCode">Of the program that decided; null: it did not end by itself, or could not be started.</param>
/// <param name="Problem">What was wrong, beyond the code.</param>
public sealed record ContainerHealthChanged(int Attempt, HealthStatus Status, int Failures, int? ExitCode, string? Problem)
    : IContainerEvent, IAttemptEvent;
