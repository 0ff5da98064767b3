namespace Orchestrator.Actors.Messages.Containers;

public sealed record RemoveContainerSnapshot(Caller Caller, string Cause, string Container, string Snapshot)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
