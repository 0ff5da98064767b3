using System.Formats.Tar;
using System.Text.Json;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Store;

namespace Orchestrator.Images.Layouts;

/// <summary>
/// Takes images out of an archive: an OCI image layout, what <c>docker save</c> writes, or the tree of a root itself. Which
/// one it is shows in its names.
/// </summary>
internal sealed class ImageImporter(ImageLibrary library, ImageIntake intake, Func<UnpackLimits> limits, TimeProvider time)
{
    private const int MostDocuments = 10_000;
    private const string RefName = "org.opencontainers.image.ref.name";

    private static readonly HashSet<string> RootFolders = new(["bin", "dev", "etc", "home", "lib", "proc", "sbin", "sys", "usr", "var"], StringComparer.Ordinal);

    /// <param name="name">What to call the image; null: what the archive calls it.</param>
    /// <param name="file">The archive, plain or packed with gzip, zstd, xz or bzip2.</param>
    /// <param name="tag">The one of several images that the archive calls so; null: all.</param>
    /// <exception cref="ImageException"/>
    /// <exception cref="OciFormatException"/>
    public async Task<IReadOnlyList<ImageTag>> ImportAsync(string file, ImageReference? name, Platform platform, string? tag, CancellationToken cancel)
    {
        using var pin = library.Pin();
        var kind = Kind(file);
        if (kind == ArchiveKind.Root)
            return [await ImportRootAsync(file, name ?? throw new ImageException("The archive is the tree of a root and tells no name. Give one."), pin, cancel).ConfigureAwait(false)];
        var parts = await ReadAsync(file, pin, cancel).ConfigureAwait(false);
        var found = kind == ArchiveKind.Layout ? FromLayout(parts, platform) : FromDocker(parts);
        if (found.Count == 0)
            throw new ImageException($"The archive holds no image for {platform}.");
        if (tag is not null && (found = [.. found.Where(one => one.Tag == tag)]).Count == 0)
            throw new ImageException($"The archive holds no image that it calls {tag}.");
        if (name is not null && found.Select(one => one.Documents.Digest).Distinct().Count() > 1)
            throw new ImageException($"The archive holds several images ({string.Join(", ", found.Select(one => one.Name))}). Import it without a name, under their own.");
        var tags = new List<ImageTag>();
        foreach (var (own, _, documents) in name is null ? found : [found[0] with { Name = name.Familiar }])
        {
            if (own is null)
                throw new ImageException("The archive does not say what its image is called. Give a name.");
            var record = await intake.TakeAsync(documents, new StoredSource(), null, pin, _ => { }, cancel).ConfigureAwait(false);
            tags.Add(library.Tag(own, record));
        }
        return tags;
    }

    private enum ArchiveKind
    {
        Layout,
        Docker,
        Root,
    }

    /// <param name="Name">As a name of an image; null: it is none.</param>
    /// <param name="Tag">What the archive calls it, word by word.</param>
    private sealed record Found(string? Name, string? Tag, ImageDocuments Documents);

    private sealed record Parts(Dictionary<string, byte[]> Documents, Dictionary<string, (Digest Digest, long Size)> Blobs, Dictionary<string, string> Links);

    private ArchiveKind Kind(string file)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var stream = ArchiveFile.Open(file, limits());
            using var tar = new TarReader(stream);
            for (var i = 0; i < MostDocuments && tar.GetNextEntry() is { } entry; i++)
            {
                var name = Plain(entry.Name);
                // A root may be large: it is known by its first folders.
                if (RootFolders.Contains(name.Split('/')[0]))
                    return ArchiveKind.Root;
                names.Add(name);
                if (names.Contains("index.json") && names.Contains("oci-layout"))
                    return ArchiveKind.Layout;
            }
        }
        catch (Exception error) when (IsOfTheArchive(error) || error is IOException)
        {
            throw Unreadable(error);
        }
        return names.Contains("manifest.json") ? ArchiveKind.Docker : ArchiveKind.Root;
    }

    private async Task<Parts> ReadAsync(string file, ImagePin pin, CancellationToken cancel)
    {
        var parts = new Parts(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        try
        {
            await using var stream = ArchiveFile.Open(file, limits());
            await using var tar = new TarReader(stream);
            for (var i = 0; await tar.GetNextEntryAsync(copyData: false, cancel).ConfigureAwait(false) is { } entry; i++)
            {
                if (i == MostDocuments)
                    throw new ImageException($"The archive has more than {MostDocuments} entries, which no image's has.");
                await TakeAsync(parts, Plain(entry.Name), entry, pin, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (IsOfTheArchive(error))
        {
            throw Unreadable(error);
        }
        return parts;
    }

    private static bool IsOfTheArchive(Exception error) =>
        error is InvalidDataException or ZstdSharp.ZstdException or FormatException or EndOfStreamException or LayerException;

    private static ImageException Unreadable(Exception error) => new($"The archive cannot be read: {error.Message.TrimEnd('.')}.");

    private async Task TakeAsync(Parts parts, string name, TarEntry entry, ImagePin pin, CancellationToken cancel)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            parts.Links[name] = entry.EntryType == TarEntryType.HardLink
                ? Plain(entry.LinkName)
                : Plain(Path.GetRelativePath("/", Path.GetFullPath(entry.LinkName, "/" + (Path.GetDirectoryName(name) ?? ""))));
            return;
        }
        if (entry.DataStream is not { } content)
            return;
        if (name.EndsWith(".json", StringComparison.Ordinal) || name == "oci-layout")
        {
            if (entry.Length > ImageLimits.ConfigBytes)
                throw new ImageException($"{name} of the archive has {entry.Length} bytes; {ImageLimits.ConfigBytes} are the most.");
            var bytes = new byte[entry.Length];
            await content.ReadExactlyAsync(bytes, cancel).ConfigureAwait(false);
            parts.Documents[name] = bytes;
            return;
        }
        var expected = name.Split('/') is ["blobs", var algorithm, var hex] ? Digest.TryParse($"{algorithm}:{hex}") : null;
        if (expected is null && !name.EndsWith(".tar", StringComparison.Ordinal))
            return;
        var blob = await library.Blobs.PutAsync(content, expected, ImageLimits.LayerBytes, cancel).ConfigureAwait(false);
        pin.Add(blob.Digest.ToString());
        parts.Blobs[name] = blob;
    }

    private IReadOnlyList<Found> FromLayout(Parts parts, Platform platform)
    {
        var index = ManifestReader.Read(parts.Documents["index.json"], MediaTypes.OciIndex).Index!;
        var found = new List<Found>();
        foreach (var entry in index.Manifests)
        {
            if (entry.Platform is { } offered && platform.Fitness(offered) == 0)
                continue;
            if (Follow(entry, platform, 0) is { } documents)
                found.Add(new Found(NameOf(entry), entry.Annotations?.GetValueOrDefault(RefName), documents));
        }
        return found;
    }

    private ImageDocuments? Follow(Descriptor entry, Platform platform, int depth)
    {
        if (depth > ImageLimits.IndexDepth)
            throw new OciFormatException($"The archive has indexes within indexes, more than {ImageLimits.IndexDepth} deep.");
        if (!MediaTypes.IsIndex(entry.MediaType) && !MediaTypes.IsManifest(entry.MediaType))
            return null;
        var bytes = Document(entry.Digest, ImageLimits.ManifestBytes);
        var (manifest, index) = ManifestReader.Read(bytes, entry.MediaType);
        if (manifest is not null)
            return ImageDocuments.Read(entry.Digest, bytes, manifest, manifest.Config.Data?.ToArray() ?? Document(manifest.Config.Digest, ImageLimits.ConfigBytes));
        var next = index!.For(platform).FirstOrDefault() ?? index.Manifests.FirstOrDefault(one => MediaTypes.IsIndex(one.MediaType));
        return next is null ? null : Follow(next, platform, depth + 1);
    }

    private byte[] Document(Digest digest, int most) => library.Blobs.TryReadSmall(digest, most)
        ?? throw new ImageException($"The archive names the document {digest}, but does not hold it.");

    private static string? NameOf(Descriptor entry)
    {
        foreach (var key in (ReadOnlySpan<string>)["io.containerd.image.name", RefName])
        {
            if (entry.Annotations?.GetValueOrDefault(key) is { } text && ImageReference.TryParse(text, out _) is { } reference)
                return reference.Familiar;
        }
        return null;
    }

    private IReadOnlyList<Found> FromDocker(Parts parts)
    {
        var found = new List<Found>();
        JsonDocument list;
        try
        {
            list = JsonDocument.Parse(parts.Documents["manifest.json"], new JsonDocumentOptions { MaxDepth = ImageLimits.JsonDepth });
        }
        catch (JsonException error)
        {
            throw new ImageException($"manifest.json of the archive cannot be read: {error.Message}");
        }
        using (list)
        {
            if (list.RootElement.ValueKind != JsonValueKind.Array)
                throw new ImageException("manifest.json of the archive is no list.");
            foreach (var image in list.RootElement.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
            {
                var documents = Compose(parts, image.Text("Config"), image.Texts("Layers"));
                var names = image.Texts("RepoTags").Select(text => (Text: text, ImageReference.TryParse(text, out _)?.Familiar)).Where(name => name.Familiar is not null).ToList();
                found.AddRange(names.Count == 0 ? [new Found(null, null, documents)] : names.Select(name => new Found(name.Familiar, name.Text, documents)));
            }
        }
        return found;
    }

    /// <summary>Docker's archives have no manifest of the kind that registries have: one is made.</summary>
    private ImageDocuments Compose(Parts parts, string? configName, IReadOnlyList<string> layerNames)
    {
        var config = configName is null ? null
            : parts.Documents.GetValueOrDefault(Plain(configName))
                ?? (parts.Blobs.TryGetValue(Plain(configName), out var blob) ? Document(blob.Digest, ImageLimits.ConfigBytes) : null);
        if (config is null)
            throw new ImageException("The archive does not hold the config that its manifest.json names.");
        var layers = layerNames.Select(name =>
        {
            var at = Plain(name);
            for (var hops = 0; hops < 8 && parts.Links.TryGetValue(at, out var target); hops++)
                at = target;
            return parts.Blobs.TryGetValue(at, out var layer)
                ? new Descriptor(TypeOf(layer.Digest), layer.Digest, layer.Size)
                : throw new ImageException($"The archive does not hold the layer {name} that its manifest.json names.");
        }).ToList();
        var manifest = new System.Text.Json.Nodes.JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = ImageComposer.Describe(new Descriptor(MediaTypes.OciConfig, Digest.Of(config), config.Length)),
            ["layers"] = new System.Text.Json.Nodes.JsonArray([.. layers.Select(ImageComposer.Describe)]),
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, StoreJson.Default.JsonObject);
        return ImageDocuments.Read(Digest.Of(bytes), bytes, ManifestReader.Read(bytes, null).Manifest!, config);
    }

    private string TypeOf(Digest digest)
    {
        using var stream = library.Blobs.Open(digest);
        Span<byte> magic = stackalloc byte[4];
        return magic[..stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false)] switch
        {
            [0x1F, 0x8B, ..] => MediaTypes.OciLayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => MediaTypes.OciLayerZstd,
            _ => MediaTypes.OciLayer,
        };
    }

    private async Task<ImageTag> ImportRootAsync(string file, ImageReference name, ImagePin pin, CancellationToken cancel)
    {
        var folder = library.Layers.NewFolder();
        var outcome = await Task.Run(
            () =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
                return LayerUnpacker.Unpack(stream, folder, limits() with { Whiteouts = false }, cancel);
            },
            cancel).ConfigureAwait(false);
        if (outcome.Layer is not { } layer)
            throw new ImageException($"The archive cannot be used. {outcome.Problem!.Text}");
        var key = layer.DiffId[(layer.DiffId.IndexOf(':', StringComparison.Ordinal) + 1)..];
        pin.Add(key);
        pin.Add(layer.DiffId);
        library.Layers.Adopt(folder, key, layer.Bytes, layer.Entries);
        var record = new ImageRecord(layer.DiffId, [key], layer.Bytes, (int)Math.Min(int.MaxValue, layer.Entries), time.GetUtcNow()) { Platform = Platform.Host.ToString() };
        library.Put(record);
        _ = Task.Run(() => library.Settle(record.Layers), CancellationToken.None);
        return library.Tag(name.Familiar, record);
    }

    private static string Plain(string name)
    {
        var plain = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return plain.TrimEnd('/');
    }
}
