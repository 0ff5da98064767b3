namespace Orchestrator.Images.Layers;

/// <summary>What all layers of one image may take together, however many are unpacked at once.</summary>
/// <param name="Bytes">Bytes of content.</param>
/// <param name="Entries">Entries of the archives.</param>
public sealed class UnpackBudget(long Bytes = 256L << 30, long Entries = 8_000_000)
{
    private long _bytes;
    private long _entries;

    internal void TakeBytes(long count)
    {
        if (Interlocked.Add(ref _bytes, count) > Bytes)
            throw new LayerException(UnpackProblemKind.Limit, $"the layers of the image hold more than {Sizes.Text(Bytes)}, the limit of an image");
    }

    internal void TakeEntry()
    {
        if (Interlocked.Increment(ref _entries) > Entries)
            throw new LayerException(UnpackProblemKind.Limit, $"the layers of the image have more than {Entries} entries, the limit of an image");
    }
}
