using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

public sealed record ContainerStartFailed(int Attempt, LaunchFailure Failure) : IContainerEvent, IAttemptEvent;
