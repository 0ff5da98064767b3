using System.Text.Json;

namespace Orchestrator.Images.Oci;

/// <summary>
/// Reads manifests and indexes. A document that could be taken for the one and for the other is refused
/// (CVE-2021-41190): who signed it as the one must not have it run as the other.
/// </summary>
public static class ManifestReader
{
    /// <summary>Exactly one of the two is not null.</summary>
    /// <param name="contentType">What the server or the descriptor called it; null: unknown.</param>
    /// <exception cref="OciFormatException"/>
    public static (ImageManifest? Manifest, ImageIndex? Index) Read(ReadOnlyMemory<byte> bytes, string? contentType)
    {
        if (bytes.Length > ImageLimits.ManifestBytes)
            throw new OciFormatException($"The manifest has {bytes.Length} bytes; {ImageLimits.ManifestBytes} are the most.");
        using var document = JsonFields.Parse(bytes, "manifest");
        var root = document.RootElement;
        var outside = MediaTypes.Bare(contentType);
        var inside = MediaTypes.Bare(root.Text("mediaType"));
        var version = root.Number("schemaVersion");
        if (version == 1 || MediaTypes.IsSchema1(outside) || MediaTypes.IsSchema1(inside))
        {
            throw new OciFormatException("The image has Docker's old manifest, schema 1, which has no content digests of its layers' "
                + "config and is not supported. Push it again with a tool of 2017 or later, or convert it: "
                + "skopeo copy --format v2s2 docker://OLD docker://NEW");
        }
        if (version != 2)
            throw new OciFormatException($"The manifest has {(version is null ? "no schemaVersion" : $"the schemaVersion {version}")}; 2 is the only one known.");
        // Servers that know no better say JSON or bytes.
        if (!MediaTypes.IsIndex(outside) && !MediaTypes.IsManifest(outside))
        {
            if (outside is not (null or "" or "application/json" or "text/plain" or "application/octet-stream"))
                throw new OciFormatException($"A manifest of the media type '{outside}' is not known.");
            outside = null;
        }
        if (inside is not null && !MediaTypes.IsIndex(inside) && !MediaTypes.IsManifest(inside))
            throw new OciFormatException($"A manifest of the media type '{inside}' is not known.");
        if (inside is not null && outside is not null && inside != outside)
        {
            throw new OciFormatException($"The manifest is called {outside} by who sent it and {inside} within itself. "
                + "That is how one image is passed off as another (CVE-2021-41190).");
        }
        var isIndex = Has(root, "manifests");
        var isManifest = Has(root, "config") || Has(root, "layers");
        if (isIndex && isManifest || Has(root, "fsLayers"))
            throw new OciFormatException("The document is a manifest and an index at once, which nobody can rely on (CVE-2021-41190).");
        var type = inside ?? outside ?? (isIndex ? MediaTypes.OciIndex : MediaTypes.OciManifest);
        if (isIndex != MediaTypes.IsIndex(type))
            throw new OciFormatException($"The document is called {type}, but its content is {(isIndex ? "an index" : "no index")} (CVE-2021-41190).");
        return isIndex ? (null, ReadIndex(root, type)) : (ReadManifest(root, type), null);
    }

    private static bool Has(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static ImageIndex ReadIndex(JsonElement root, string type)
    {
        var entries = root.Field("manifests", JsonValueKind.Array)!.Value;
        if (entries.GetArrayLength() > ImageLimits.IndexEntries)
            throw new OciFormatException($"The index has {entries.GetArrayLength()} entries; {ImageLimits.IndexEntries} are the most.");
        return new ImageIndex(type, [.. entries.EnumerateArray().Select((entry, i) => DescriptorReader.Read(entry, $"Entry {i + 1} of the index"))]);
    }

    private static ImageManifest ReadManifest(JsonElement root, string type)
    {
        var config = root.Field("config", JsonValueKind.Object) ?? throw new OciFormatException("The manifest names no config.");
        var array = root.Field("layers", JsonValueKind.Array) ?? throw new OciFormatException("The manifest names no layers.");
        if (array.GetArrayLength() > ImageLimits.Layers)
            throw new OciFormatException($"The image has {array.GetArrayLength()} layers; {ImageLimits.Layers} are the most.");
        var about = DescriptorReader.Read(config, "The config");
        if (!MediaTypes.IsConfig(about.MediaType))
        {
            throw new OciFormatException($"The config is of the media type '{about.MediaType}': this is no container image "
                + "but an artifact of another kind, and nothing that could be run.");
        }
        if (about.Size > ImageLimits.ConfigBytes)
            throw new OciFormatException($"The config has {about.Size} bytes; {ImageLimits.ConfigBytes} are the most.");
        var layers = array.EnumerateArray().Select((layer, i) => ReadLayer(layer, i + 1)).ToList();
        return new ImageManifest(type, about, layers) { Annotations = root.Map("annotations") };
    }

    private static Descriptor ReadLayer(JsonElement element, int number)
    {
        var layer = DescriptorReader.Read(element, $"Layer {number}");
        // 'urls' are the maker's wish to have this machine fetch from anywhere, and are never followed (L47).
        if (MediaTypes.IsForeign(layer.MediaType))
        {
            throw new OciFormatException($"Layer {number} is a foreign layer ({layer.MediaType}), which the registry does not hold and "
                + "which would come from addresses that the image names. Such addresses are never fetched from.");
        }
        return MediaTypes.IsLayer(layer.MediaType)
            ? layer
            : throw new OciFormatException($"Layer {number} is of the media type '{layer.MediaType}'; tar, tar+gzip and tar+zstd are known.");
    }
}
