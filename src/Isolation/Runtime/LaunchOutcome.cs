namespace Orchestrator.Isolation.Runtime;

/// <summary>Exactly one of the two is set.</summary>
public sealed record LaunchOutcome(InitIdentity? Init, LaunchFailure? Failure);
