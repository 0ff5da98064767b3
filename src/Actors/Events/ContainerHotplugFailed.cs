using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

public sealed record ContainerHotplugFailed(int Attempt, HotplugSpec What, string Problem) : IContainerEvent, IAttemptEvent;
