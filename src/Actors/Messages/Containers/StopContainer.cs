namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Sends the stop signal, then SIGKILL after the time limit. Answered when the init has ended.</summary>
/// <param name="Timeout">Null: the spec's.</param>
public sealed record StopContainer(Caller Caller, string Cause, string Container, TimeSpan? Timeout = null)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
