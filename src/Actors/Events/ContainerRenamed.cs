namespace Orchestrator.Actors.Events;

public sealed record ContainerRenamed(string Name) : IContainerEvent;
