namespace Orchestrator.Actors.Events;

public sealed record ContainerExecStarted(Guid ExecId, int Pid) : IContainerEvent;
