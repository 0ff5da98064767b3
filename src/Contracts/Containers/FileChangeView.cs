namespace Orchestrator.Contracts.Containers;

/// <summary>How a container's root differs from its image.</summary>
public sealed record FileChangeView
{
    /// <summary><c>A</c> added, <c>C</c> changed, <c>D</c> deleted.</summary>
    public required string Kind { get; set; }

    public required string Path { get; set; }
}
