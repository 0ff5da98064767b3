namespace Orchestrator.Contracts.Images;

/// <param name="DiffId">Digest of the uncompressed layer; null where the layer never was an archive.</param>
/// <param name="Blob">Digest of the layer as it is sent.</param>
/// <param name="BlobBytes">Bytes of that.</param>
/// <param name="Bytes">Of its files.</param>
public sealed record ImageLayerView(string? DiffId, string? Blob, long? BlobBytes, long? Bytes);
