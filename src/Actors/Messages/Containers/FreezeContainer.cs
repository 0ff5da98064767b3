namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when the kernel says frozen.</summary>
/// <param name="For">Thaw by itself after this time.</param>
public sealed record FreezeContainer(
    Caller Caller, string Cause, string Container, string? Reason = null, TimeSpan? For = null)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
