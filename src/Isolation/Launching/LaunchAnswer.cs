using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Isolation.Launching;

/// <summary>Exactly one of the two is set.</summary>
public sealed record LaunchAnswer(StartedProcess? Process, LaunchFailure? Failure);
