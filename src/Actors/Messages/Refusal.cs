namespace Orchestrator.Actors.Messages;

/// <summary>An expected failure: what failed, why, and what to do next.</summary>
/// <param name="ExitCode">125 engine error, 126 cannot be invoked, 127 not found: what a command line ends with.</param>
public sealed record Refusal(RefusalKind Kind, string Reason, int ExitCode = 125);
