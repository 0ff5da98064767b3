namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when the payload runs, or with the step at which the start failed.</summary>
public sealed record StartContainer(Caller Caller, string Cause, string Container)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
