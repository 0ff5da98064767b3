namespace Orchestrator.Contracts.Containers;

/// <summary>What lies at a path inside a container; a link in the last place is not followed.</summary>
public sealed record FileView
{
    public required string Path { get; set; }

    /// <summary><c>file</c>, <c>directory</c>, <c>link</c> or <c>other</c>.</summary>
    public required string Kind { get; set; }

    public long Bytes { get; set; }

    /// <summary>Permissions, octal.</summary>
    public required string Mode { get; set; }

    /// <summary>Of a link: the kind of what it leads to; null when nothing is there.</summary>
    public string? LeadsTo { get; set; }
}
