namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Puts the state of a snapshot in the place of the present one, of a stopped container.</summary>
public sealed record RestoreContainer(Caller Caller, string Cause, string Container, string Snapshot)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
