using Microsoft.Win32.SafeHandles;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Streams;
using Orchestrator.Isolation.Storage.Logs;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.Output;

/// <summary>One output file from a position on. It may not exist before the first start, and is kept open then.</summary>
internal sealed class LogFile(string path, StreamKind kind, TimeProvider time) : IDisposable
{
    private const int BlockLength = 64 * 1024;
    private readonly StampedLines _lines = new(time);
    private SafeFileHandle? _handle;

    public long Position { get; set; }

    public long Length => Open() is { } handle ? RandomAccess.GetLength(handle) : 0;

    /// <summary>Each line begins with the time at which it was first seen.</summary>
    public bool Timestamps { get; set; }

    /// <returns>Bytes that this went on by; 0 when there are no new ones.</returns>
    public int CopyPiece(FrameWriter output, int most)
    {
        if (Open() is not { } handle)
            return 0;
        // Asked for first, so that a quiet file costs no buffer.
        var there = RandomAccess.GetLength(handle) - Position;
        if (there <= 0)
            return 0;
        var skipped = SkipDropped(output, handle);
        there -= skipped;
        if (there <= 0)
            return (int)Math.Min(skipped, int.MaxValue);
        var from = Position;
        var count = 0;
        output.Piece(kind, Timestamps ? most : (int)Math.Min(most, there), memory =>
        {
            var written = Timestamps ? _lines.Fill(handle, path, memory.Span, from, there, out count) : count = RandomAccess.Read(handle, memory.Span[..(int)Math.Min(memory.Length, there)], from);
            // Dropped while it was read: those would be zeros that nobody wrote.
            if (from > 0 && Holes.DataFrom(handle, from) != from)
                written = count = 0;
            return written;
        });
        Position += count;
        return (int)Math.Min(count + skipped, int.MaxValue);
    }

    /// <summary>To the first line that was not there yet at that time; a time before the first look is the beginning.</summary>
    public void SkipTo(DateTimeOffset since)
    {
        if (Open() is not { } handle)
            return;
        long offset = 0;
        foreach (var (at, length) in LogTimes.Read(path))
        {
            if (at > since)
                break;
            offset = length;
        }
        if (offset <= Position)
            return;
        Position = offset;
        SkipLineEnd(handle);
    }

    /// <summary>Over what the limit has dropped, and the rest of the line that it cut; tells how much that was.</summary>
    private long SkipDropped(FrameWriter output, SafeFileHandle handle)
    {
        var end = RandomAccess.GetLength(handle);
        var data = Holes.DataFrom(handle, Position) ?? end;
        if (data == Position)
            return 0;
        var from = Position;
        Position = data;
        SkipLineEnd(handle);
        output.Json(StreamKind.Dropped, new LogDropView(kind == StreamKind.Stdout ? "stdout" : "stderr", Position - from), ContractsJson.Default.LogDropView);
        return Position - from;
    }

    /// <summary>Unless a line begins here: to the beginning of the next, if it is near.</summary>
    private void SkipLineEnd(SafeFileHandle handle)
    {
        var block = new byte[BlockLength];
        if (Position > 0 && RandomAccess.Read(handle, block.AsSpan(0, 1), Position - 1) == 1 && block[0] == (byte)'\n')
            return;
        var got = RandomAccess.Read(handle, block, Position);
        if (block.AsSpan(0, got).IndexOf((byte)'\n') is >= 0 and var at)
            Position += at + 1;
    }

    /// <summary>Moves to the last lines, read backwards block by block.</summary>
    public void SkipToTail(long lines)
    {
        if (Open() is not { } handle)
            return;
        var end = RandomAccess.GetLength(handle);
        var start = end;
        var block = new byte[BlockLength];
        // A line end as the very last byte belongs to the last line.
        var wanted = lines + 1;
        var first = true;
        var begin = Holes.DataFrom(handle, 0) ?? end;
        while (start > begin && lines > 0)
        {
            var length = (int)Math.Min(BlockLength, start - begin);
            start -= length;
            var got = RandomAccess.Read(handle, block.AsSpan(0, length), start);
            for (var i = got - 1; i >= 0; i--)
            {
                if (first)
                {
                    first = false;
                    if (block[i] != (byte)'\n')
                        wanted--;
                }
                if (block[i] == (byte)'\n' && --wanted == 0)
                {
                    Position = start + i + 1;
                    return;
                }
            }
        }
        Position = lines == 0 ? end : begin;
    }

    public void Dispose() => _handle?.Dispose();

    private SafeFileHandle? Open()
    {
        if (_handle is not null)
            return _handle;
        try
        {
            return _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
