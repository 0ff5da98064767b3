using System.Buffers;
using System.Buffers.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// One accounting file, kept open while the budget lasts: pread of an open one takes a tenth of open, read and close.
/// </summary>
internal sealed class CounterFile(DirectoryHandle parent, string path, DescriptorBudget budget) : IDisposable
{
    private readonly Lock _gate = new();
    private Descriptor? _kept;
    private bool _absent;

    /// <summary>A single number, as memory.current holds it. Null when there is no such file (any more).</summary>
    public long? ReadNumber()
    {
        Span<byte> buffer = stackalloc byte[64];
        var length = Read(buffer);
        return length > 0 && Utf8Parser.TryParse(buffer[..length], out long value, out _) ? value : null;
    }

    /// <summary>The number behind <paramref name="key"/> in a file of lines <c>key value</c>.</summary>
    public long? ReadKey(ReadOnlySpan<byte> key)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = Read(buffer);
        return length > 0 ? Find(buffer[..length], key) : null;
    }

    /// <summary>Hands the whole file, up to 64 KiB, to <paramref name="parse"/>; null when there is none.</summary>
    public T? Parse<T>(Func<ReadOnlySpan<byte>, T> parse) where T : struct
    {
        // Nearly always a few hundred bytes; a host with many disks may have more.
        Span<byte> few = stackalloc byte[1024];
        var length = Read(few);
        if (length < few.Length)
            return length < 0 ? null : parse(few[..length]);
        var many = ArrayPool<byte>.Shared.Rent(65536);
        try
        {
            length = Read(many);
            return length < 0 ? null : parse(many.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(many);
        }
    }

    public static long? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.Length > key.Length && line.StartsWith(key) && line[key.Length] == ' ')
                return Utf8Parser.TryParse(line[(key.Length + 1)..], out long value, out _) ? value : null;
            if (end < 0)
                break;
            text = text[(end + 1)..];
        }
        return null;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _absent = true;
            Close();
        }
    }

    /// <summary>Bytes read, or -1.</summary>
    public int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_absent)
                return -1;
            if (_kept is not null)
                return _kept.ReadOnce(buffer) is >= 0 and var length ? length : -1;
            if (TryOpen() is not { } opened)
                return -1;
            var got = opened.ReadOnce(buffer);
            if (_kept is null)
                opened.Dispose();
            return Math.Max(got, -1);
        }
    }

    /// <summary>So that the first reading need not; nothing when the budget is used up.</summary>
    public void OpenAhead()
    {
        lock (_gate)
        {
            if (!_absent && _kept is null && TryOpen() is { } opened && _kept is null)
                opened.Dispose();
        }
    }

    /// <summary>Kept if the budget allows; else the caller closes it.</summary>
    private Descriptor? TryOpen()
    {
        var opened = parent.TryOpenFile(path, Fcntl.O_RDONLY, out var errno);
        if (opened is null)
            // Out of descriptors is no reason to give the file up.
            _absent = errno == Errno.ENOENT;
        else if (budget.TryTake())
            _kept = opened;
        return opened;
    }

    private void Close()
    {
        if (_kept is null)
            return;
        _kept.Dispose();
        _kept = null;
        budget.Return();
    }
}
