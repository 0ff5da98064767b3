namespace Orchestrator.Images.Layers;

/// <summary>A layer that lies unpacked in its folder.</summary>
/// <param name="DiffId"><c>sha256:</c> and the digest of the whole uncompressed stream, trailing bytes included.</param>
/// <param name="Entries">Entries of the archive.</param>
/// <param name="Bytes">Bytes of content that were written.</param>
public sealed record UnpackedLayer(string DiffId, long Entries, long Bytes)
{
    /// <summary>Bytes of the whole uncompressed stream.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>
    /// Some directories had no entry of their own. Without <see cref="UnpackLimits.Lowers"/> they got mode 0755 and owner 0,
    /// though a lower layer may have them otherwise: whoever knows the lower layers unpacks it again with them.
    /// </summary>
    public bool LeansOnLowers { get; init; }

    /// <summary>The layer hides everything below it (an opaque whiteout in its root).</summary>
    public bool IsOpaque { get; init; }

    /// <summary>Entries and attributes that were left out by policy, such as device nodes.</summary>
    public long LeftOut { get; init; }

    /// <summary>The first of them, one line each.</summary>
    public IReadOnlyList<string> LeftOutExamples { get; init; } = [];
}
