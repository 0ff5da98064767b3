using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage.Logs;

/// <summary>
/// One output file under its limit. Rotation is a hole at its beginning: the payload goes on writing to the descriptor that
/// it has, and every byte keeps its offset, so that readers need not know.
/// </summary>
internal sealed class LogStream(string path)
{
    private const long Block = 4096;

    private long _start;

    public long Length { get; private set; } = -1;

    /// <summary>Bytes that came since the last look.</summary>
    public long Look(DateTimeOffset now)
    {
        var file = new FileInfo(path);
        var length = file.Exists ? file.Length : 0;
        var grown = length - Math.Max(Length, 0);
        if (Length < 0)
        {
            // What lies there from before this daemon has its times already.
            grown = length - (LogTimes.Read(path) is { Count: > 0 } times ? times[^1].Length : 0);
        }
        Length = length;
        if (grown > 0)
            LogTimes.Append(path, now, length);
        return Math.Max(grown, 0);
    }

    /// <summary>Drops the oldest pieces until so many are left. Null, or why that is not possible.</summary>
    public string? Keep(long pieceBytes, int pieces)
    {
        var most = pieceBytes * pieces;
        if (Length - _start <= most)
            return null;
        var start = (Length - most + pieceBytes - 1) / pieceBytes * pieceBytes / Block * Block;
        if (start <= _start)
            return null;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var errno = Holes.Punch(file, start);
        _start = start;
        return errno == 0 ? null : $"The output {path} cannot be cut to its limit: {Errno.Name(errno)} ({Errno.Describe(errno)}).";
    }
}
