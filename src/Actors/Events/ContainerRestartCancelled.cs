namespace Orchestrator.Actors.Events;

public sealed record ContainerRestartCancelled : IContainerEvent;
