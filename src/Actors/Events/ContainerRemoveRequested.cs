namespace Orchestrator.Actors.Events;

public sealed record ContainerRemoveRequested(bool Force) : IContainerEvent;
