namespace Orchestrator.Isolation.Spec;

/// <summary>The five sets of capabilities(7), each named exactly; what is left out is empty, as in OCI's process.capabilities.</summary>
public sealed record CapabilitySpec
{
    public IReadOnlyList<string> Effective { get; init; } = [];

    public IReadOnlyList<string> Permitted { get; init; } = [];

    public IReadOnlyList<string> Inheritable { get; init; } = [];

    public IReadOnlyList<string> Bounding { get; init; } = [];

    public IReadOnlyList<string> Ambient { get; init; } = [];
}
