using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

public sealed record ContainerExecFailed(Guid ExecId, LaunchFailure Failure) : IContainerEvent;
