using System.Globalization;

namespace Orchestrator.Client;

/// <summary>The body of an answer: of a length, in chunks, or until the connection ends.</summary>
internal sealed class BlockingBody(BlockingAnswer.Reader reader, bool chunked, long? length) : Stream
{
    private long _left = chunked ? 0 : length ?? long.MaxValue;
    private bool _first = true;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _ended)
            return 0;
        if (_left == 0 && !Next())
            return 0;
        var got = reader.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (got == 0 && (chunked || length is not null))
            throw new IOException("the connection was closed before the answer was whole");
        _left -= got;
        return got;
    }

    /// <summary>Waits until there is something to read, the end included. False: the time is over.</summary>
    public bool WaitReadable(TimeSpan within) => _ended || reader.WaitReadable(within);

    /// <summary>By the calling thread, which waits.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var cut = reader.CutBy(cancellationToken);
        try
        {
            var got = Read(buffer.Span);
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(got);
        }
        catch (IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        reader.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Goes to the next chunk; false at the end.</summary>
    private bool Next()
    {
        if (chunked)
        {
            if (!_first)
                reader.Line();
            _first = false;
            if (!long.TryParse(reader.Line().Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _left))
                throw new IOException("a chunk of the answer has no length");
        }
        _ended = _left == 0;
        return !_ended;
    }
}
