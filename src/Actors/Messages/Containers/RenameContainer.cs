namespace Orchestrator.Actors.Messages.Containers;

public sealed record RenameContainer(Caller Caller, string Cause, string Container, string NewName)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
