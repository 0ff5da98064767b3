namespace Orchestrator.Actors.Messages.Containers;

public sealed record ExecView(Guid Id, string Name, Guid ExecId, int Pid);
