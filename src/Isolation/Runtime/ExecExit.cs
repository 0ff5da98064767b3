namespace Orchestrator.Isolation.Runtime;

public sealed record ExecExit(Guid Id, Guid ExecId, ExitStatus Status);
