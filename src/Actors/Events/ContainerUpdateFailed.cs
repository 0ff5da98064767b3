namespace Orchestrator.Actors.Events;

public sealed record ContainerUpdateFailed(string Problem) : IContainerEvent;
