using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>Exactly one of the two is set.</summary>
public sealed record PortOutcome(IReadOnlyList<PortSpec>? Ports, string? Problem);
