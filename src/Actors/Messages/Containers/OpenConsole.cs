namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Records that the caller is given the container's terminals; who then uses them is not recorded.</summary>
public sealed record OpenConsole(Caller Caller, string Cause, string Container)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
