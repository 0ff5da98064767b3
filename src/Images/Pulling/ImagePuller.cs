using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Registry;
using Orchestrator.Images.Store;

namespace Orchestrator.Images.Pulling;

/// <summary>Brings images from registries, and takes them back there.</summary>
public sealed class ImagePuller : IDisposable
{
    private readonly ImageLibrary _library;
    private readonly RegistryOptions _options;
    private readonly Func<string, RegistryLogin?> _logins;
    private readonly Func<UnpackLimits> _limits;
    private readonly RegistryClient _client;
    private readonly ImageIntake _intake;

    public ImagePuller(ImageLibrary library, RegistryOptions options, Func<string, RegistryLogin?> logins, Func<UnpackLimits> limits)
    {
        (_library, _options, _logins, _limits) = (library, options, logins, limits);
        _client = new RegistryClient(options, logins);
        _intake = new ImageIntake(library, limits, options.Parallel, options.Time);
    }

    internal ImageIntake Intake => _intake;

    /// <summary>Fetches an image for a platform, and points the reference's name at it.</summary>
    /// <param name="insecure">Treat the reference's registry as one without TLS or with a certificate that nobody vouches for, this time.</param>
    /// <exception cref="RegistryException"/>
    /// <exception cref="OciFormatException"/>
    /// <exception cref="ImageException"/>
    public async Task<PulledImage> PullAsync(ImageReference reference, Platform platform, bool insecure, ImagePull watch, CancellationToken cancel)
    {
        var (options, client, owned) = For(reference.Registry, insecure);
        using var _ = owned;
        var before = _library.Find(reference.Familiar)?.Digest;
        var (documents, hosts) = await FindAsync(client, options, reference, platform, cancel).ConfigureAwait(false);
        using var pin = _library.Pin();
        var source = new RegistrySource(new BlobDownload(client, options), hosts, reference);
        var record = await _intake.TakeAsync(documents, source, reference.ToString(), pin, layers => watch.Layers = layers, cancel).ConfigureAwait(false);
        var tag = _library.Tag(reference.Familiar, record);
        var fetched = watch.Layers.Where(layer => layer.State == LayerState.Done).Sum(layer => layer.Total);
        return new PulledImage(tag.Name, record, before != record.Digest, fetched);
    }

    /// <summary>Sends an image of the store; blobs that the registry has are not sent again.</summary>
    public async Task<Digest> PushAsync(
        ImageRecord image, ImageReference target, bool insecure, ImagePull watch, CancellationToken cancel)
    {
        if (target.Tag is not { } tag)
            throw new ImageException($"An image is pushed under a tag, and {target} has only a digest. Write {target.Repository}:TAG.");
        if (image is not { Config: { } config, MediaType: { } type } || Digest.TryParse(image.Digest) is not { } digest
            || _library.Blobs.TryReadSmall(digest, ImageLimits.ManifestBytes) is not { } manifestBytes)
        {
            throw new ImageException("The image has no manifest in the store.");
        }
        using var pin = _library.Pin();
        pin.Add(image.Digest);
        var manifest = ManifestReader.Read(manifestBytes, type).Manifest!;
        var (options, client, owned) = For(target.Registry, insecure);
        using var _ = owned;
        watch.Layers = [.. manifest.Layers.Select(layer => new LayerProgress(layer.Digest.ToString(), layer.Size))];
        using var places = new SemaphoreSlim(options.Parallel);
        await Task.WhenAll(manifest.Layers.DistinctBy(layer => layer.Digest).Select(async layer =>
        {
            var progress = watch.Layers.First(one => one.Digest == layer.Digest.ToString());
            await places.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                await PushBlobAsync(client, target, layer, progress, cancel).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        })).ConfigureAwait(false);
        await PushBlobAsync(client, target, manifest.Config, new LayerProgress(config, manifest.Config.Size), cancel).ConfigureAwait(false);
        await client.PushManifestAsync(target.Registry, target.Repository, tag, manifest.MediaType, manifestBytes, cancel).ConfigureAwait(false);
        return digest;
    }

    /// <summary>Whether a registry accepts a login.</summary>
    public async Task CheckAsync(string registry, RegistryLogin login, bool insecure, CancellationToken cancel)
    {
        using var client = new RegistryClient(Options(registry, insecure), _ => login);
        await client.CheckAsync(registry, cancel).ConfigureAwait(false);
    }

    /// <summary>Connects to a registry anew: whom it is trusted by has changed.</summary>
    public void Forget(string registry) => _client.Forget(registry);

    public void Dispose() => _client.Dispose();

    private async Task PushBlobAsync(RegistryClient client, ImageReference target, Descriptor blob, LayerProgress progress, CancellationToken cancel)
    {
        if (await client.HasBlobAsync(target.Registry, target.Repository, blob.Digest, cancel).ConfigureAwait(false))
        {
            (progress.Current, progress.State) = (blob.Size, LayerState.There);
            return;
        }
        if (_library.Blobs.SizeOf(blob.Digest) != blob.Size)
            throw new ImageException($"The store does not hold the blob {blob.Digest} any more. Pull the image again.");
        progress.State = LayerState.Downloading;
        await client.PushBlobAsync(
            target.Registry, target.Repository, blob.Digest, blob.Size,
            () => new CountedStream(_library.Blobs.Open(blob.Digest), bytes => progress.Current = bytes), cancel).ConfigureAwait(false);
        (progress.Current, progress.State) = (blob.Size, LayerState.Done);
    }

    private (RegistryOptions Options, RegistryClient Client, IDisposable? Owned) For(string registry, bool insecure)
    {
        if (!insecure || _options.Insecure.Contains(registry))
            return (_options, _client, null);
        var options = Options(registry, insecure);
        var client = new RegistryClient(options, _logins);
        return (options, client, client);
    }

    private RegistryOptions Options(string registry, bool insecure) =>
        insecure ? _options with { Insecure = new HashSet<string>(_options.Insecure) { registry } } : _options;

    /// <summary>Goes through indexes to the one image, and reads its config. The hosts are those to ask for its layers.</summary>
    private async Task<(ImageDocuments Documents, IReadOnlyList<string> Hosts)> FindAsync(
        RegistryClient client, RegistryOptions options, ImageReference reference, Platform platform, CancellationToken cancel)
    {
        var hosts = options.HostsOf(reference.Registry).ToList();
        for (var i = 0; ; i++)
        {
            try
            {
                var documents = await FindAtAsync(client, hosts[i], reference, platform, cancel).ConfigureAwait(false);
                return (documents, hosts[i..]);
            }
            catch (RegistryException) when (i + 1 < hosts.Count)
            {
                // A mirror that fails is as good as none.
            }
        }
    }

    private async Task<ImageDocuments> FindAtAsync(RegistryClient client, string host, ImageReference reference, Platform platform, CancellationToken cancel)
    {
        var target = reference.Target;
        string? expected = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var depth = 0; depth <= ImageLimits.IndexDepth; depth++)
        {
            var (bytes, sent) = await client.GetManifestAsync(host, reference.Repository, target, reference.Registry, cancel).ConfigureAwait(false);
            var digest = Digest.TryParse(target) ?? Digest.Of(bytes);
            if (!seen.Add(digest.ToString()))
                throw new OciFormatException($"The index {digest} leads to itself.");
            if (expected is not null && MediaTypes.Bare(sent) is { } type && (MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)) && type != expected)
                throw new OciFormatException($"The index calls {digest} {expected}, but {host} sends it as {type} (CVE-2021-41190).");
            var (manifest, index) = ManifestReader.Read(bytes, expected ?? sent);
            if (manifest is not null)
            {
                var config = manifest.Config.Data?.ToArray() ?? await client.GetSmallBlobAsync(
                    host, reference.Repository, manifest.Config, ImageLimits.ConfigBytes, reference.Registry, cancel).ConfigureAwait(false);
                var documents = ImageDocuments.Read(digest, bytes, manifest, config);
                // Asked for by name without an index, whatever is there is what is meant; it may just not run.
                return depth > 0 || platform.Fitness(documents.Config.Platform) > 0 ? documents
                    : throw new OciFormatException($"{reference.Familiar} is only there for {documents.Config.Platform}, and not for {platform}. "
                        + $"To have it all the same: --platform {documents.Config.Platform}");
            }
            var chosen = Choose(index!, platform)
                ?? throw new OciFormatException($"{reference.Familiar} is not there for {platform} ({index!.Platforms()}). Choose one with --platform.");
            (target, expected) = (chosen.Digest.ToString(), chosen.MediaType);
        }
        throw new OciFormatException($"{reference.Familiar} has indexes within indexes, more than {ImageLimits.IndexDepth} deep.");
    }

    /// <summary>An image for the platform, else an index further down, which may hold one.</summary>
    private static Descriptor? Choose(ImageIndex index, Platform platform)
    {
        if (index.For(platform) is [var best, ..])
            return best;
        if (index.Manifests is [{ Platform: null } only] && MediaTypes.IsManifest(only.MediaType))
            return only;
        return index.Manifests.FirstOrDefault(entry =>
            MediaTypes.IsIndex(entry.MediaType) && (entry.Platform is not { } offered || platform.Fitness(offered) > 0));
    }
}
