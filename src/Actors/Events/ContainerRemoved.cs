namespace Orchestrator.Actors.Events;

public sealed record ContainerRemoved : IContainerEvent;
