namespace Orchestrator.Contracts.Volumes;

public sealed record VolumeView
{
    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Nobody named it: it was made for a folder that an image wants kept apart.</summary>
    public bool Anonymous { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Where its files lie on the node once it was used; only root comes there.</summary>
    public string? Path { get; set; }

    /// <summary>Containers that mount it, also those that do not run.</summary>
    public IReadOnlyList<string> UsedBy { get; set; } = [];
}
