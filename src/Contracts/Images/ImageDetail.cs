namespace Orchestrator.Contracts.Images;

/// <summary>Everything that is known of one image.</summary>
public sealed record ImageDetail
{
    public IReadOnlyList<string> Names { get; set; } = [];

    public required string Digest { get; set; }

    public long SizeBytes { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public string? Platform { get; set; }

    public string? MediaType { get; set; }

    /// <summary>Digest of the config document.</summary>
    public string? ConfigDigest { get; set; }

    /// <summary>What it was pulled as.</summary>
    public string? Source { get; set; }

    public string? Author { get; set; }

    public IReadOnlyList<ImageLayerView> Layers { get; set; } = [];

    /// <summary>How it wants to be run; null for an image from a template.</summary>
    public ImageConfigView? Config { get; set; }

    public IReadOnlyList<Guid> Containers { get; set; } = [];
}
