using Orchestrator.Contracts.Streams;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Daemon.Output;

/// <summary>
/// Reads a container's two output files as they grow, in pieces, whatever their size. The payload writes them
/// directly, so nobody tells of new bytes: they are looked for often while they come and less often when they do not.
/// </summary>
internal sealed class LogFollower(LogPaths paths, TimeProvider time) : IDisposable
{
    private const int PieceLength = 64 * 1024;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private readonly LogFile _out = new(paths.Stdout, StreamKind.Stdout, time);
    private readonly LogFile _error = new(paths.Stderr, StreamKind.Stderr, time);

    public void Skip(long stdoutBytes, long stderrBytes)
    {
        _out.Position = stdoutBytes;
        _error.Position = stderrBytes;
    }

    public void SkipTo(DateTimeOffset since)
    {
        _out.SkipTo(since);
        _error.SkipTo(since);
    }

    public bool Timestamps
    {
        set => _out.Timestamps = _error.Timestamps = value;
    }

    public void SkipToTail(long lines)
    {
        _out.SkipToTail(lines);
        _error.SkipToTail(lines);
    }

    /// <summary>Copies until <paramref name="ended"/> completes; the rest is for <see cref="CopyAvailableAsync"/>.</summary>
    public async Task CopyUntilAsync(FrameWriter output, Task ended, CancellationToken cancel)
    {
        var pause = Shortest;
        while (!ended.IsCompleted)
        {
            if (await CopyOnceAsync(output, cancel))
            {
                pause = Shortest;
                continue;
            }
            await Task.WhenAny(ended, Task.Delay(pause, time, cancel));
            cancel.ThrowIfCancellationRequested();
            pause = pause * 2 > Longest ? Longest : pause * 2;
        }
    }

    /// <summary>Copies what is there now; a file that grows faster than it is read does not keep this from ending.</summary>
    public async Task CopyAvailableAsync(FrameWriter output, CancellationToken cancel)
    {
        var (outEnd, errorEnd) = (_out.Length, _error.Length);
        while (_out.Position < outEnd || _error.Position < errorEnd)
            if (!await CopyOnceAsync(output, cancel))
                return;
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private async ValueTask<bool> CopyOnceAsync(FrameWriter output, CancellationToken cancel)
    {
        var count = _out.CopyPiece(output, PieceLength) + _error.CopyPiece(output, PieceLength);
        if (count == 0)
            return false;
        await output.FlushAsync(cancel);
        return true;
    }
}
