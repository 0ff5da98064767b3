namespace Orchestrator.Actors.Model;

internal enum ReadinessKind
{
    Ready,
    Waiting,

    /// <summary>What it was to come after did not end as it asks.</summary>
    Never,
}

/// <param name="Reason">What it waits for, or why it never runs.</param>
internal readonly record struct Readiness(ReadinessKind Kind, string? Reason);
