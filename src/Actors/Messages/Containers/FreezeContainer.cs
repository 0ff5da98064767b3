namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when the kernel says frozen. A container that starts is frozen as soon as it has.</summary>
/// <param name="For">Thaw by itself after this time.</param>
/// <param name="Owner">Whose freeze it is; null: the caller's. Each owner's freeze counts on its own.</param>
public sealed record FreezeContainer(
    Caller Caller, string Cause, string Container, string? Reason = null, TimeSpan? For = null, string? Owner = null)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
