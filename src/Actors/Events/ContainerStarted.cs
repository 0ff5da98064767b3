using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

public sealed record ContainerStarted(int Attempt, InitIdentity Init) : IContainerEvent;
