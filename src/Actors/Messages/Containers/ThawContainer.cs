namespace Orchestrator.Actors.Messages.Containers;

public sealed record ThawContainer(Caller Caller, string Cause, string Container)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
