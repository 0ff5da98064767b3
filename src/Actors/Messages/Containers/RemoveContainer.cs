namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered with the container's last view when everything of it is gone.</summary>
/// <param name="Force">Kill it first if it lives.</param>
public sealed record RemoveContainer(Caller Caller, string Cause, string Container, bool Force = false)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
