namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when the condition holds, at once if it does already.</summary>
public sealed record WaitContainer(string Container, WaitCondition Condition = WaitCondition.Stopped)
    : IContainerRequest, IRequest<ContainerView>;
