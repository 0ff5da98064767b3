namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Ends the freeze of one owner; the container goes on once no other one holds it.</summary>
/// <param name="Owner">Whose freeze ends; null: the caller's.</param>
/// <param name="Force">End those of all owners.</param>
public sealed record ThawContainer(Caller Caller, string Cause, string Container, string? Owner = null, bool Force = false)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
