namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered with the container's last view when everything of it is gone.</summary>
/// <param name="Force">Kill it first if it lives.</param>
/// <param name="Volumes">With the volumes that nobody named and no other container mounts.</param>
public sealed record RemoveContainer(Caller Caller, string Cause, string Container, bool Force = false, bool Volumes = false)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
