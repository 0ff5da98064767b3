using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

public sealed record ContainerExecExited(Guid ExecId, ExitStatus Status) : IContainerEvent;
