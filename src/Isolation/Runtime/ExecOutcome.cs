namespace Orchestrator.Isolation.Runtime;

public sealed record ExecOutcome(int Pid, LaunchFailure? Failure);
