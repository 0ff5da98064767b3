using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Store;

namespace Orchestrator.Images.Layouts;

/// <summary>
/// Writes an image as one tar that is an OCI image layout (image-layout.md) and Docker's archive at once, as Docker itself
/// does it: whoever knows either can read it.
/// </summary>
internal sealed class ImageExporter(ImageLibrary library, TimeProvider time)
{
    public async Task WriteAsync(ImageRecord image, IReadOnlyList<string> names, Stream output, CancellationToken cancel)
    {
        if (image is not { MediaType: { } type, Config: { } config } || Digest.TryParse(image.Digest) is not { } digest)
            throw new ImageException("The image has no manifest.");
        var manifest = library.Blobs.SizeOf(digest) ?? throw new ImageException($"The manifest {digest} is not in the store any more.");
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        await PutAsync(tar, "oci-layout", new JsonObject { ["imageLayoutVersion"] = "1.0.0" }, cancel).ConfigureAwait(false);
        await PutAsync(tar, "index.json", Index(digest, manifest, type, names), cancel).ConfigureAwait(false);
        await PutAsync(tar, "manifest.json", new JsonArray(DockerManifest(config, image.Blobs, names)), cancel).ConfigureAwait(false);
        foreach (var text in image.Blobs.Append(config).Append(image.Digest).Distinct())
        {
            var blob = Digest.TryParse(text)!.Value;
            if (!library.Blobs.Has(blob))
                throw new ImageException($"The blob {blob} is not in the store any more. Pull the image again.");
            await using var content = library.Blobs.Open(blob);
            await tar.WriteEntryAsync(Entry(PathOf(blob), content), cancel).ConfigureAwait(false);
        }
    }

    private static string PathOf(Digest digest) => $"blobs/{digest.Prefix}/{digest.Hex}";

    private static JsonObject Index(Digest digest, long size, string type, IReadOnlyList<string> names)
    {
        JsonObject Described(string? name)
        {
            var entry = ImageComposer.Describe(new Descriptor(type, digest, size));
            if (name is not null)
                entry["annotations"] = new JsonObject { ["io.containerd.image.name"] = Whole(name), ["org.opencontainers.image.ref.name"] = TagOf(name) };
            return entry;
        }
        return new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. names.Count == 0 ? [Described(null)] : names.Select(Described)]),
        };
    }

    private static JsonObject DockerManifest(string config, IReadOnlyList<string> layers, IReadOnlyList<string> names) => new()
    {
        ["Config"] = PathOf(Digest.TryParse(config)!.Value),
        ["RepoTags"] = new JsonArray([.. names.Select(name => (JsonNode)Tagged(name))]),
        ["Layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)PathOf(Digest.TryParse(layer)!.Value))]),
    };

    private static string Whole(string name) => ImageReference.TryParse(name, out _)?.ToString() ?? name;

    private static string TagOf(string name) => ImageReference.TryParse(name, out _)?.Tag ?? ImageReference.DefaultTag;

    /// <summary>Docker's archives always have a tag.</summary>
    private static string Tagged(string name) =>
        ImageReference.TryParse(name, out _) is { Tag: ImageReference.DefaultTag } reference ? $"{reference.Familiar}:{reference.Tag}" : name;

    private async Task PutAsync(TarWriter tar, string name, JsonNode document, CancellationToken cancel)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, StoreJson.Default.JsonNode));
        await tar.WriteEntryAsync(Entry(name, content), cancel).ConfigureAwait(false);
    }

    private PaxTarEntry Entry(string name, Stream content) => new(TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        ModificationTime = time.GetUtcNow(),
    };
}
