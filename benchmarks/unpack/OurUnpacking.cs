using System.Security.Cryptography;
using Orchestrator.Images.Layers;

namespace Orchestrator.Benchmarks.Unpack;

/// <summary>The engine's unpacker as a pull uses it: layers side by side, each blob's digest taken of the same bytes on the way.</summary>
internal sealed class OurUnpacking(ImageLayout layout)
{
    public long Entries { get; private set; }

    public long Bytes { get; private set; }

    public async Task UnpackAsync(string into, bool sync, CancellationToken cancel)
    {
        Directory.CreateDirectory(into);
        var limits = new UnpackLimits { Sync = sync, Image = new UnpackBudget() };
        var done = await Task.WhenAll(layout.Layers.Select((digest, index) => Task.Factory.StartNew(
            () => Unpack(digest, Path.Combine(into, $"{index}"), limits, cancel),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        (Entries, Bytes) = (done.Sum(layer => layer.Entries), done.Sum(layer => layer.Bytes));
    }

    private UnpackedLayer Unpack(string digest, string folder, UnpackLimits limits, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        using var file = new FileStream(layout.Blob(digest), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        using var stream = new CryptoStream(file, hash, CryptoStreamMode.Read);
        var outcome = LayerUnpacker.Unpack(stream, folder, limits, cancel);
        return outcome.Layer is { } layer && Convert.ToHexStringLower(hash.Hash!) == digest
            ? layer
            : throw new InvalidDataException(outcome.Problem?.Text ?? "the digest is another one");
    }
}
