using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Pulling;

/// <summary>What describes one image, read and held against each other.</summary>
internal sealed record ImageDocuments(Digest Digest, byte[] ManifestBytes, ImageManifest Manifest, byte[] ConfigBytes, ImageConfig Config)
{
    /// <exception cref="OciFormatException">They do not fit.</exception>
    public static ImageDocuments Read(Digest digest, byte[] manifestBytes, ImageManifest manifest, byte[] configBytes)
    {
        var config = ConfigReader.Read(configBytes);
        if (config.DiffIds.Count != manifest.Layers.Count)
            throw new OciFormatException($"The manifest has {manifest.Layers.Count} layers, but its config {config.DiffIds.Count}.");
        // Unpacking tells the sha256 of what was unpacked, and nobody makes images with another.
        if (config.DiffIds.Any(id => id.Algorithm != DigestAlgorithm.Sha256))
            throw new OciFormatException("The config names its layers by sha512, which is not supported; sha256 is.");
        return new ImageDocuments(digest, manifestBytes, manifest, configBytes, config);
    }
}
