using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

public sealed record ContainerHotplugRequested(int Attempt, HotplugSpec What) : IContainerEvent, IAttemptEvent;
