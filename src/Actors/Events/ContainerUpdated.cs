using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

/// <param name="Resources">What holds from now on, all of it.</param>
public sealed record ContainerUpdated(ResourceLimits Resources) : IContainerEvent;
