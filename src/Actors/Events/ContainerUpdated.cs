using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

/// <summary>Limits were changed. Version 1 has only what the constructor takes.</summary>
/// <param name="Resources">What holds from now on, all of it.</param>
public sealed record ContainerUpdated(ResourceLimits Resources) : IContainerEvent
{
    /// <summary>What held before, all of it. Null in version 1, where the events before it tell.</summary>
    public ResourceLimits? Before { get; init; }
}
