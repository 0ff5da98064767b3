namespace Orchestrator.Images.Oci;

/// <summary>How much of an image is read at all; registries have the same bounds or lower ones.</summary>
public static class ImageLimits
{
    /// <summary>Bytes of a manifest or index: what a registry must take at least (distribution spec, "Pushing Manifests").</summary>
    public const int ManifestBytes = 4 << 20;

    /// <summary>Bytes of a config.</summary>
    public const int ConfigBytes = 8 << 20;

    /// <summary>Bytes of a <c>data</c> field, decoded.</summary>
    public const int DataBytes = 64 << 10;

    /// <summary>Indexes within indexes (L47).</summary>
    public const int IndexDepth = 3;

    public const int IndexEntries = 1000;

    /// <summary>What an overlay of this engine takes; Docker stops at 127.</summary>
    public const int Layers = 128;

    /// <summary>Bytes of one compressed layer.</summary>
    public const long LayerBytes = 64L << 30;

    public const int JsonDepth = 32;
}
