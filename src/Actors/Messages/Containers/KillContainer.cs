namespace Orchestrator.Actors.Messages.Containers;

/// <summary>SIGKILL goes to every process of the container, any other signal to its init. Answered when sent.</summary>
public sealed record KillContainer(Caller Caller, string Cause, string Container, int Signal = 9)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
