namespace Orchestrator.Contracts.Containers;

/// <summary>What a container's system calls are filtered by, as it was asked for.</summary>
public sealed record ContainerSeccompView
{
    public required string Profile { get; set; }

    /// <summary>The text of a policy of the user's own.</summary>
    public string? Policy { get; set; }

    public IReadOnlyList<string> Abis { get; set; } = [];

    /// <summary>The bounding set, on which rules can depend: names without CAP_.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = [];
}
