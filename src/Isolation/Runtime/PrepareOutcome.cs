namespace Orchestrator.Isolation.Runtime;

/// <summary>Exactly one of the two is set. <see cref="Problem"/> says what is wrong, why, and what to do next.</summary>
public sealed record PrepareOutcome(PreparedContainer? Prepared, string? Problem)
{
    /// <summary>The spec is right, but the node has no room for now: ask again later.</summary>
    public bool ForNow { get; init; }

    /// <summary>Volumes that were not there and were made for it.</summary>
    public IReadOnlyList<string> NewVolumes { get; init; } = [];
}
