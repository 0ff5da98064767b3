using System.Buffers;
using Orchestrator.Images.Layers.Tar;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>
/// Buffers that go from the thread that unpacks to the one that writes, and back empty: whoever is faster waits, so that
/// memory does not grow with the layer.
/// </summary>
internal sealed class BoundedPipe : IByteSource, IDisposable
{
    private const int Buffers = 8;
    private const int BufferBytes = 256 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<(byte[] Buffer, int Length)> _full = new();
    private readonly Stack<byte[]> _empty = new();
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _emptied = new(Buffers);
    private readonly CancellationTokenSource _readerGone = new();
    private Exception? _failure;
    private byte[] _current = [];
    private int _at;
    private int _length;
    private bool _ended;

    /// <summary>A buffer to fill; null when the reader wants no more.</summary>
    public byte[]? Rent()
    {
        try
        {
            _emptied.Wait(_readerGone.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        lock (_gate)
            return _empty.Count > 0 ? _empty.Pop() : ArrayPool<byte>.Shared.Rent(BufferBytes);
    }

    public void Put(byte[] buffer, int length)
    {
        lock (_gate)
            _full.Enqueue((buffer, length));
        _filled.Release();
    }

    /// <summary>Takes back a buffer that was not filled.</summary>
    public void Return(byte[] buffer)
    {
        lock (_gate)
            _empty.Push(buffer);
    }

    /// <summary>Nothing more comes; with an exception, because the stream failed.</summary>
    public void End(Exception? failure)
    {
        _failure = failure;
        Put([], 0);
    }

    public void LeaveReader() => _readerGone.Cancel();

    public ReadOnlySpan<byte> Take(int most)
    {
        while (_at == _length)
        {
            if (_ended)
                return default;
            if (_length > 0)
            {
                lock (_gate)
                    _empty.Push(_current);
                _emptied.Release();
            }
            _filled.Wait();
            lock (_gate)
                (_current, _length) = _full.Dequeue();
            _at = 0;
            if (_length > 0)
                continue;
            _ended = true;
            if (_failure is not null)
                throw new StreamFailedException(_failure);
        }
        var count = Math.Min(most, _length - _at);
        _at += count;
        return _current.AsSpan(_at - count, count);
    }

    /// <summary>To be called when both threads are done with it.</summary>
    public void Dispose()
    {
        foreach (var buffer in _empty.Concat(_full.Select(full => full.Buffer)).Append(_current))
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
        _filled.Dispose();
        _emptied.Dispose();
        _readerGone.Dispose();
    }
}
