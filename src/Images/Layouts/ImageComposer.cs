using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Store;
using Orchestrator.Kernel;
using Descriptor = Orchestrator.Images.Oci.Descriptor;

namespace Orchestrator.Images.Layouts;

/// <summary>Makes the documents of an image: for one that has none yet, and for a layer more on top of another.</summary>
internal sealed class ImageComposer(ImageLibrary library, TimeProvider time, bool userAttributes)
{
    /// <summary>The image itself, or the same one with documents and blobs, so that it can leave this node.</summary>
    public async Task<ImageRecord> WithDocumentsAsync(ImageRecord image, ImagePin pin, CancellationToken cancel)
    {
        if (image.MediaType is not null)
            return image;
        var layers = new List<(Descriptor Blob, Digest DiffId)>();
        foreach (var key in image.Layers)
        {
            var path = library.Layers.PathOf(key) ?? throw new ImageException($"The layer {key} of the image is not in the store any more.");
            using var tree = DirectoryHandle.Open(path);
            layers.Add(await PackAsync(tree, new PackOptions { Whiteouts = true, UserAttributes = userAttributes }, pin, cancel).ConfigureAwait(false));
        }
        var config = Config(null, layers, image.CreatedAt, "made by orch image create");
        var record = Put(config, MediaTypes.OciManifest, [.. layers.Select(layer => layer.Blob)], image.CreatedAt, pin) with
        {
            Layers = image.Layers,
            SizeBytes = image.SizeBytes,
            Files = image.Files,
        };
        library.Put(record);
        return record;
    }

    /// <summary>Documents of an image with one layer more, which is packed from a tree.</summary>
    public async Task<ImageDocuments> AddLayerAsync(
        ImageRecord below, DirectoryHandle tree, PackOptions options, string? author, string comment, ImagePin pin, CancellationToken cancel)
    {
        below = await WithDocumentsAsync(below, pin, cancel).ConfigureAwait(false);
        var manifest = ManifestReader.Read(Read(below.Digest, ImageLimits.ManifestBytes), below.MediaType).Manifest!;
        if (manifest.Layers.Count == ImageLimits.Layers)
            throw new ImageException($"The image has {ImageLimits.Layers} layers already, which are the most.");
        var layer = await PackAsync(tree, options, pin, cancel).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var config = Config(Read(below.Config!, ImageLimits.ConfigBytes), [layer], now, comment, author);
        // Docker's media types and OCI's do not mix within one manifest; ours is OCI's, whose layers are the same bytes.
        List<Descriptor> layers = [.. manifest.Layers.Select(one => one with { MediaType = Oci(one.MediaType), Data = null }), layer.Blob];
        var record = Put(config, MediaTypes.OciManifest, layers, now, pin);
        var bytes = Read(record.Digest, ImageLimits.ManifestBytes);
        return ImageDocuments.Read(Digest.TryParse(record.Digest)!.Value, bytes, ManifestReader.Read(bytes, record.MediaType).Manifest!, config);
    }

    private static string Oci(string type) => type switch
    {
        MediaTypes.DockerLayerGzip => MediaTypes.OciLayerGzip,
        MediaTypes.OciLayer or MediaTypes.OciLayerGzip or MediaTypes.OciLayerZstd => type,
        _ => MediaTypes.OciLayer,
    };

    private async Task<(Descriptor Blob, Digest DiffId)> PackAsync(DirectoryHandle tree, PackOptions options, ImagePin pin, CancellationToken cancel)
    {
        var file = library.Layers.NewFolder();
        try
        {
            Digest diffId;
            await using (var packed = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                using var hash = SHA256.Create();
                await Task.Run(
                    () =>
                    {
                        using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
                        using var counted = new CryptoStream(gzip, hash, CryptoStreamMode.Write, leaveOpen: true);
                        LayerPacker.Pack(tree, counted, options, cancel);
                    },
                    cancel).ConfigureAwait(false);
                diffId = Digest.TryParse($"sha256:{Convert.ToHexStringLower(hash.Hash!)}")!.Value;
                packed.Position = 0;
                var (digest, size) = await library.Blobs.PutAsync(packed, null, ImageLimits.LayerBytes, cancel).ConfigureAwait(false);
                pin.Add(digest.ToString());
                return (new Descriptor(MediaTypes.OciLayerGzip, digest, size), diffId);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private byte[] Read(string digest, int most) => library.Blobs.TryReadSmall(Digest.TryParse(digest)!.Value, most)
        ?? throw new ImageException($"The document {digest} of the image is not in the store any more. Pull the image again.");

    private static byte[] Config(
        byte[]? below, IReadOnlyList<(Descriptor Blob, Digest DiffId)> layers, DateTimeOffset created, string comment, string? author = null)
    {
        var root = below is null ? [] : (JsonObject)JsonNode.Parse(below)!;
        var when = created.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        root["created"] = when;
        if (author is not null)
            root["author"] = author;
        root["os"] ??= Platform.Host.Os;
        root["architecture"] ??= Platform.Host.Architecture;
        root["config"] ??= new JsonObject();
        var rootfs = root["rootfs"] as JsonObject ?? new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray() };
        root["rootfs"] = rootfs;
        var history = root["history"] as JsonArray ?? [];
        root["history"] = history;
        foreach (var (_, diffId) in layers)
        {
            ((JsonArray)rootfs["diff_ids"]!).Add((JsonNode)diffId.ToString());
            history.Add((JsonNode)new JsonObject { ["created"] = when, ["created_by"] = "orch", ["comment"] = comment });
        }
        return JsonSerializer.SerializeToUtf8Bytes(root, StoreJson.Default.JsonObject);
    }

    private ImageRecord Put(byte[] config, string mediaType, IReadOnlyList<Descriptor> layers, DateTimeOffset created, ImagePin pin)
    {
        var configDigest = library.Blobs.Put(config);
        pin.Add(configDigest.ToString());
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = mediaType,
            ["config"] = Describe(new Descriptor(MediaTypes.OciConfig, configDigest, config.Length)),
            ["layers"] = new JsonArray([.. layers.Select(Describe)]),
        };
        var digest = library.Blobs.Put(JsonSerializer.SerializeToUtf8Bytes(manifest, StoreJson.Default.JsonObject));
        pin.Add(digest.ToString());
        return new ImageRecord(digest.ToString(), [], 0, 0, created)
        {
            MediaType = mediaType,
            Config = configDigest.ToString(),
            Blobs = [.. layers.Select(layer => layer.Digest.ToString())],
            Platform = ConfigReader.Read(config).Platform.ToString(),
        };
    }

    internal static JsonObject Describe(Descriptor descriptor) => new()
    {
        ["mediaType"] = descriptor.MediaType,
        ["digest"] = descriptor.Digest.ToString(),
        ["size"] = descriptor.Size,
    };
}
