namespace Orchestrator.Contracts.Volumes;

public sealed record VolumeView
{
    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Containers that mount it, also those that do not run.</summary>
    public IReadOnlyList<string> UsedBy { get; set; } = [];
}
