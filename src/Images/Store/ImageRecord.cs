namespace Orchestrator.Images.Store;

/// <summary>
/// One image as the store holds it: an ordered list of layers, and, when it came from or can go to a registry, the
/// documents that describe it.
/// </summary>
/// <param name="Digest">
/// Of the manifest; of an image that was made from a template here, of its only layer's content.
/// </param>
/// <param name="Layers">Keys of the layers' folders, lowest first.</param>
/// <param name="SizeBytes">Of the files in all layers.</param>
/// <param name="CreatedAt">As its config says, else when it came here.</param>
public sealed record ImageRecord(string Digest, IReadOnlyList<string> Layers, long SizeBytes, int Files, DateTimeOffset CreatedAt)
{
    /// <summary>Media type of the manifest; null for an image without one.</summary>
    public string? MediaType { get; init; }

    public string? Config { get; init; }

    /// <summary>Digests of the layers as they are sent, lowest first.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];

    public string? Platform { get; init; }

    /// <summary>What it was asked for as, with the index's digest if that is not its own.</summary>
    public string? Source { get; init; }
}
