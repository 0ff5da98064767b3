namespace Orchestrator.Images.Layers.Tar;

/// <summary>The parts of a file that have content, in order; between them are holes.</summary>
internal sealed class SparseMap
{
    /// <summary>A map is held in memory: no honest file has more parts.</summary>
    private const int MostParts = 1 << 18;

    private readonly List<(long Offset, long Length)> _parts = [];
    private long _end;

    public IReadOnlyList<(long Offset, long Length)> Parts => _parts;

    /// <summary>Bytes of content in all parts.</summary>
    public long Content { get; private set; }

    /// <summary>Length of the file, holes included.</summary>
    public long Length { get; set; }

    public void Add(long offset, long length)
    {
        if (offset < _end || length < 0 || offset > long.MaxValue - length)
            throw Malformed("parts that overlap or are out of order");
        if (_parts.Count == MostParts)
            throw new LayerException(UnpackProblemKind.Limit, $"a sparse file has more than {MostParts} parts");
        _end = offset + length;
        Content += length;
        // The last one is empty where it only tells the length.
        if (length > 0)
            _parts.Add((offset, length));
    }

    public void Check(long stored)
    {
        if (_end > Length)
            throw Malformed("a part beyond its end");
        if (Content != stored)
            throw Malformed($"{stored} bytes of content where its parts have {Content}");
    }

    public static LayerException Malformed(string what) =>
        new(UnpackProblemKind.Malformed, $"a sparse file has {what}");
}
