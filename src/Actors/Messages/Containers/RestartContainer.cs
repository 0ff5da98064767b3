namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Stop, then start as a new attempt. Answered when the new init runs.</summary>
public sealed record RestartContainer(Caller Caller, string Cause, string Container, TimeSpan? Timeout = null)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
