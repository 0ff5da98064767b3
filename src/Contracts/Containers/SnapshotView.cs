namespace Orchestrator.Contracts.Containers;

/// <summary>A kept state of a container.</summary>
public sealed record SnapshotView
{
    public required string Name { get; set; }

    public required string Container { get; set; }

    public string? Comment { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who asked for it.</summary>
    public string By { get; set; } = "";

    /// <summary>Size of the files that had to be copied for it; those that are shared take no place.</summary>
    public long Bytes { get; set; }

    /// <summary><c>shared</c>, <c>copied</c> or <c>reflink</c>.</summary>
    public string? How { get; set; }
}
