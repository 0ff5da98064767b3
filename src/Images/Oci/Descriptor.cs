namespace Orchestrator.Images.Oci;

/// <summary>Names content by type, digest and size (OCI image spec, descriptor.md).</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Platform">Of an entry of an index.</param>
/// <param name="Data">The content itself, when the descriptor carries it; its digest was checked.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size, Platform? Platform = null, ReadOnlyMemory<byte>? Data = null)
{
    /// <summary><c>annotations</c>; null without any.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
