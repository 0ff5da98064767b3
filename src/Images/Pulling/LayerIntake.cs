using Orchestrator.Images.Blobs;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;

namespace Orchestrator.Images.Pulling;

/// <summary>
/// Brings one layer into the store: its blob, and unpacked while it still arrives. Several images that want it at once wait
/// for the same work.
/// </summary>
internal sealed class LayerIntake(ImageLibrary library, Func<UnpackLimits> limits)
{
    private readonly SharedWork<(Digest Blob, bool IsFirst), LayerProgress> _work = new();
    private readonly Dictionary<(Digest, bool), LayerProgress> _progress = [];

    /// <summary>What a pull shows of a layer, whoever brings it.</summary>
    public LayerProgress ProgressOf(Descriptor blob, bool isFirst)
    {
        lock (_progress)
        {
            if (!_progress.TryGetValue((blob.Digest, isFirst), out var progress) || progress.State is LayerState.Done or LayerState.There)
                _progress[(blob.Digest, isFirst)] = progress = new LayerProgress(blob.Digest.ToString(), blob.Size);
            return progress;
        }
    }

    /// <summary>Afterwards the blob is here, and the layer below its diff id unless it needs the layers below.</summary>
    /// <exception cref="ImageException"/>
    /// <exception cref="Registry.RegistryException"/>
    public async Task BringAsync(Descriptor blob, Digest diffId, bool isFirst, IBlobSource source, UnpackBudget budget, CancellationToken cancel)
    {
        var progress = ProgressOf(blob, isFirst);
        try
        {
            await _work.JoinAsync((blob.Digest, isFirst), async ending =>
            {
                await BringAsync(blob, diffId, source, progress, limits() with { Image = budget }, ending).ConfigureAwait(false);
                return progress;
            }, cancel).ConfigureAwait(false);
        }
        finally
        {
            lock (_progress)
                _progress.Remove((blob.Digest, isFirst));
        }
    }

    /// <summary>Unpacks a layer that is here as a blob on top of exactly these folders, the uppermost first.</summary>
    public async Task UnpackOntoAsync(Descriptor blob, Digest diffId, string key, IReadOnlyList<string> lowers, CancellationToken cancel)
    {
        await using var stream = library.Blobs.Open(blob.Digest);
        await UnpackAsync(stream, blob, diffId, key, limits() with { Lowers = lowers }, cancel).ConfigureAwait(false);
    }

    private async Task BringAsync(
        Descriptor blob, Digest diffId, IBlobSource source, LayerProgress progress, UnpackLimits bounds, CancellationToken cancel)
    {
        var here = library.Blobs.SizeOf(blob.Digest) == blob.Size;
        if (here && library.Layers.PathOf(diffId.Hex) is not null)
        {
            (progress.Current, progress.State) = (blob.Size, LayerState.There);
            return;
        }
        if (here)
        {
            (progress.Current, progress.State) = (blob.Size, LayerState.Unpacking);
            try
            {
                await using var stream = library.Blobs.Open(blob.Digest);
                await UnpackAsync(stream, blob, diffId, diffId.Hex, bounds, cancel).ConfigureAwait(false);
            }
            catch (ImageException) when (source is not StoredSource)
            {
                // It may never have reached the disk whole before a power cut; what is wrong with it in itself shows again.
                library.Blobs.Remove(blob.Digest);
                await FetchAsync(blob, diffId, source, progress, bounds, cancel).ConfigureAwait(false);
            }
        }
        else
        {
            await FetchAsync(blob, diffId, source, progress, bounds, cancel).ConfigureAwait(false);
        }
        progress.State = LayerState.Done;
    }

    private async Task FetchAsync(
        Descriptor blob, Digest diffId, IBlobSource source, LayerProgress progress, UnpackLimits bounds, CancellationToken cancel)
    {
        progress.State = LayerState.Downloading;
        using var incoming = library.Blobs.Receive(blob.Digest, blob.Size);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var fetch = Task.Run(
            async () =>
            {
                try
                {
                    await source.FetchAsync(blob, incoming, bytes => progress.Current = bytes, ending.Token).ConfigureAwait(false);
                    progress.State = LayerState.Unpacking;
                }
                catch (Exception error)
                {
                    incoming.Fail(error);
                    throw;
                }
            },
            CancellationToken.None);
        try
        {
            while (true)
            {
                var generation = incoming.Generation;
                try
                {
                    await using var reader = incoming.OpenReader();
                    await UnpackAsync(reader, blob, diffId, diffId.Hex, bounds, ending.Token).ConfigureAwait(false);
                    break;
                }
                catch (IOException) when (incoming.Generation != generation && !fetch.IsFaulted)
                {
                    // What came first was not what it should have been; what comes now is unpacked anew.
                }
            }
            await fetch.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // A bomb is not fetched to its end; what is here whole is still held against its digest.
            if (progress.Current < blob.Size)
                await ending.CancelAsync().ConfigureAwait(false);
            await fetch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            // Why nothing came says more than that nothing came, and that it was not what was asked for more than what it was.
            if (error is IOException or ImageException && fetch.IsFaulted)
                await fetch.ConfigureAwait(false);
            throw;
        }
        incoming.Keep();
    }

    private async Task UnpackAsync(Stream stream, Descriptor blob, Digest diffId, string key, UnpackLimits bounds, CancellationToken cancel)
    {
        var folder = library.Layers.NewFolder();
        // A thread of its own: it waits for what is not here yet.
        var outcome = await Task.Factory.StartNew(
            () => LayerUnpacker.Unpack(stream, folder, bounds, cancel),
            cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        if (outcome.Layer is not { } layer)
        {
            if (outcome.Problem!.Kind == UnpackProblemKind.NeedsLowers && bounds.Lowers.Count == 0)
                return;
            throw new ImageException($"The layer {blob.Digest} cannot be used. {outcome.Problem.Text}");
        }
        if (layer.DiffId != diffId.ToString())
        {
            library.Layers.Discard(folder);
            throw new ImageException($"The layer {blob.Digest} holds {layer.DiffId}, but the image's config says {diffId}. "
                + "Whoever made the image put together what does not belong together.");
        }
        library.Layers.Adopt(folder, key, layer.Bytes, layer.Entries, layer.LeansOnLowers && bounds.Lowers.Count == 0);
    }
}
