using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;

namespace Orchestrator.Images.Pulling;

/// <summary>Makes an image of the store out of its documents and of blobs, wherever they come from.</summary>
internal sealed class ImageIntake(ImageLibrary library, Func<UnpackLimits> limits, int parallel, TimeProvider time)
{
    private readonly LayerIntake _layers = new(library, limits);

    /// <param name="begun">Told once which layers there are.</param>
    /// <returns>The image, which has no name yet and is kept only by <paramref name="pin"/>.</returns>
    public async Task<ImageRecord> TakeAsync(
        ImageDocuments documents, IBlobSource source, string? from, ImagePin pin, Action<IReadOnlyList<LayerProgress>> begun, CancellationToken cancel)
    {
        var (manifest, diffIds) = (documents.Manifest, documents.Config.DiffIds);
        foreach (var digest in manifest.Layers.Select(layer => layer.Digest).Append(manifest.Config.Digest).Append(documents.Digest))
            pin.Add(digest.ToString());
        for (var i = 0; i < diffIds.Count; i++)
        {
            pin.Add(diffIds[i].Hex);
            pin.Add(LayerStore.ChainKey(diffIds, i));
        }
        begun([.. manifest.Layers.Select((layer, i) => _layers.ProgressOf(layer, i == 0))]);
        await BringAllAsync(manifest, diffIds, source, cancel).ConfigureAwait(false);
        var keys = await StackAsync(manifest, diffIds, cancel).ConfigureAwait(false);
        library.Blobs.Put(manifest.Config.Digest, documents.ConfigBytes);
        library.Blobs.Put(documents.Digest, documents.ManifestBytes);
        var notes = keys.Select(library.Layers.NoteOf).ToList();
        var record = new ImageRecord(
            documents.Digest.ToString(), keys, notes.Sum(note => note?.Bytes ?? 0), (int)Math.Min(int.MaxValue, notes.Sum(note => note?.Entries ?? 0)),
            documents.Config.Created ?? time.GetUtcNow())
        {
            MediaType = manifest.MediaType,
            Config = manifest.Config.Digest.ToString(),
            Blobs = [.. manifest.Layers.Select(layer => layer.Digest.ToString())],
            Platform = documents.Config.Platform.ToString(),
            Source = from,
        };
        library.Put(record);
        _ = Task.Run(() => library.Settle(keys), CancellationToken.None);
        return record;
    }

    private async Task BringAllAsync(ImageManifest manifest, IReadOnlyList<Digest> diffIds, IBlobSource source, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var places = new SemaphoreSlim(parallel);
        var budget = new UnpackBudget();
        var tasks = manifest.Layers.Select((layer, i) => (Layer: layer, Index: i)).DistinctBy(one => (one.Layer.Digest, one.Index == 0)).Select(async one =>
        {
            await places.WaitAsync(ending.Token).ConfigureAwait(false);
            try
            {
                await _layers.BringAsync(one.Layer, diffIds[one.Index], one.Index == 0, source, budget, ending.Token).ConfigureAwait(false);
            }
            catch
            {
                // The others are of no use without it.
                await ending.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                places.Release();
            }
        }).ToList();
        var all = Task.WhenAll(tasks);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        if (tasks.FirstOrDefault(task => task.IsFaulted) is { } failed)
            await failed.ConfigureAwait(false);
        await all.ConfigureAwait(false);
    }

    /// <summary>Keys of the folders, lowest first; layers that need the ones below are unpacked upon them.</summary>
    private async Task<IReadOnlyList<string>> StackAsync(ImageManifest manifest, IReadOnlyList<Digest> diffIds, CancellationToken cancel)
    {
        var keys = new List<string>();
        for (var i = 0; i < diffIds.Count; i++)
        {
            var key = diffIds[i].Hex;
            if (library.Layers.PathOf(key) is null || (i > 0 && library.Layers.NoteOf(key)?.Leans == true))
            {
                key = LayerStore.ChainKey(diffIds, i);
                if (library.Layers.PathOf(key) is null)
                {
                    List<string> lowers = [.. keys.Select(lower => library.Layers.PathOf(lower)!).Reverse()];
                    await _layers.UnpackOntoAsync(manifest.Layers[i], diffIds[i], key, lowers, cancel).ConfigureAwait(false);
                }
            }
            keys.Add(key);
        }
        return keys;
    }
}
