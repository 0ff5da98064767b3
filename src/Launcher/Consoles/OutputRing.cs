namespace Orchestrator.Launcher.Consoles;

/// <summary>The newest output of a terminal. Positions count all bytes that were ever written.</summary>
internal sealed class OutputRing(int size)
{
    private readonly byte[] _bytes = new byte[size];
    private long _forgotten;

    public int Size => size;

    public long End { get; private set; }

    /// <summary>The oldest byte that is kept.</summary>
    public long Start => Math.Max(_forgotten, End - size);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = (int)(End & (size - 1));
            var fits = Math.Min(bytes.Length, size - at);
            bytes[..fits].CopyTo(_bytes.AsSpan(at));
            End += fits;
            bytes = bytes[fits..];
        }
    }

    public void Forget() => _forgotten = End;

    /// <summary>Copies from <paramref name="position"/> on, which lies between start and end.</summary>
    public int Copy(long position, Span<byte> to)
    {
        var count = (int)Math.Min(to.Length, End - position);
        var at = (int)(position & (size - 1));
        var first = Math.Min(count, size - at);
        _bytes.AsSpan(at, first).CopyTo(to);
        _bytes.AsSpan(0, count - first).CopyTo(to[first..]);
        return count;
    }

    /// <summary>Where the last line begins, so that somebody who comes sees the prompt.</summary>
    public long LastLine(int atMost)
    {
        var position = End;
        while (position > Start && End - position < atMost && _bytes[(int)((position - 1) & (size - 1))] != '\n')
            position--;
        return position;
    }
}
