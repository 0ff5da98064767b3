namespace Orchestrator.Actors.Events;

public sealed record ContainerRestored(string Snapshot) : IContainerEvent;
