namespace Orchestrator.Actors.Messages.Containers;

public sealed record GetContainer(string Container) : IContainerRequest, IRequest<ContainerView>;
