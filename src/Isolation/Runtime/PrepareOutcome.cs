namespace Orchestrator.Isolation.Runtime;

/// <summary>Exactly one of the two is set. <see cref="Problem"/> says what is wrong, why, and what to do next.</summary>
public sealed record PrepareOutcome(PreparedContainer? Prepared, string? Problem);
