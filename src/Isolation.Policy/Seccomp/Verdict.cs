namespace Orchestrator.Isolation.Seccomp;

/// <summary>An action and who says so.</summary>
internal sealed record Verdict(SeccompAction Action, SourcePlace Place);
