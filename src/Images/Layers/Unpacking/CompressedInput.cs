using System.Buffers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>The stream as it came: its first bytes can be looked at, what passed is counted, and reads are large.</summary>
internal sealed class CompressedInput(Stream inner) : ForwardStream
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(128 << 10);
    private int _at;
    private bool _disposed;
    private int _length;

    /// <summary>Bytes that were taken from it.</summary>
    public long Count { get; private set; }

    /// <summary>What the stream itself threw.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The first bytes, without taking them; fewer at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_length < count)
        {
            var got = Fill(_buffer.AsSpan(_length));
            if (got == 0)
                break;
            _length += got;
        }
        return _buffer.AsSpan(0, Math.Min(count, _length));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _length)
        {
            _at = 0;
            _length = Fill(_buffer);
        }
        var count = Math.Min(buffer.Length, _length - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        Count += count;
        return count;
    }

    private int Fill(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    /// <summary>The stream itself is the caller's.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        base.Dispose(disposing);
    }
}
