namespace Orchestrator.Isolation.Networks;

/// <summary>Exactly one of the two is set. <see cref="Problem"/> says what is wrong, why, and what to do next.</summary>
public sealed record NetworkOutcome(NetworkDefinition? Network, string? Problem);
