using Microsoft.Win32.SafeHandles;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Daemon.Output;

/// <summary>One output file from a position on. It may not exist before the first start, and is kept open then.</summary>
internal sealed class LogFile(string path, StreamKind kind) : IDisposable
{
    private const int BlockLength = 64 * 1024;
    private SafeFileHandle? _handle;

    public long Position { get; set; }

    public long Length => Open() is { } handle ? RandomAccess.GetLength(handle) : 0;

    /// <returns>Bytes copied; 0 when there are no new ones.</returns>
    public int CopyPiece(FrameWriter output, int most)
    {
        if (Open() is not { } handle)
            return 0;
        // Asked for first, so that a quiet file costs no buffer.
        var there = RandomAccess.GetLength(handle) - Position;
        if (there <= 0)
            return 0;
        var count = output.Piece(kind, (int)Math.Min(most, there), memory => RandomAccess.Read(handle, memory.Span, Position));
        Position += count;
        return count;
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
        while (start > 0 && lines > 0)
        {
            var length = (int)Math.Min(BlockLength, start);
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
        Position = lines == 0 ? end : 0;
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
