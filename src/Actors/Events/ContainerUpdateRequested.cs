using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

public sealed record ContainerUpdateRequested(ResourceLimits Change) : IContainerEvent;
