using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Changes limits and weights; null properties stay as they are.</summary>
public sealed record UpdateContainer(Caller Caller, string Cause, string Container, ResourceLimits Resources)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
