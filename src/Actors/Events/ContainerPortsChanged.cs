using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

/// <summary>The ports of the host that lead to the container are these from now on.</summary>
public sealed record ContainerPortsChanged(IReadOnlyList<PortSpec> Ports) : IContainerEvent;
