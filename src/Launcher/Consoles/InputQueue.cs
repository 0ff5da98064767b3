using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// The way to a terminal's master or to the payload's stdin. While something waits, who typed it is not read; what a terminal
/// does not take for a second is dropped, so that its size and its other users are still served.
/// </summary>
internal sealed unsafe class InputQueue(Watcher watcher, nint fd, bool terminal)
{
    private const int Again = -11, Interrupted = -4;
    private const long Patience = 1000;
    private byte[] _waiting = [];
    private long _since;
    private ulong _token;
    private bool _closing;
    private Action? _ended;

    public bool IsFull => _waiting.Length > 0;

    public bool IsClosed { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return;
        var rest = IsFull ? bytes : Put(bytes);
        if (rest.IsEmpty)
            return;
        if (!IsFull)
            _since = Clock.MonotonicMs();
        _waiting = [.. _waiting, .. rest];
    }

    /// <summary>After what waits.</summary>
    public void Close()
    {
        _closing = true;
        if (!IsFull)
            CloseNow();
    }

    /// <param name="ended">Told once it is closed, from here or because nobody reads it any more.</param>
    public void WatchEnd(Action ended)
    {
        _ended = ended;
        // EPOLLERR comes unasked (epoll_ctl(2)).
        _token = watcher.Add(fd, 0, _ => CloseNow());
    }

    public void Retry(long now)
    {
        if (!IsFull || IsClosed)
            return;
        var rest = Put(_waiting);
        var moved = rest.Length < _waiting.Length;
        _waiting = rest.ToArray();
        if (moved)
            _since = now;
        else if (terminal && now - _since > Patience)
            _waiting = [];
        if (!IsFull && _closing)
            CloseNow();
    }

    private ReadOnlySpan<byte> Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint put;
            // SAFETY: pinned for the length of the call.
            fixed (byte* pointer = bytes)
                put = RawFile.write(fd, pointer, bytes.Length);
            if (put > 0)
                bytes = bytes[(int)put..];
            else if (put == Again)
                return bytes;
            else if (put != Interrupted)
                return [];
        }
        return bytes;
    }

    private void CloseNow()
    {
        if (IsClosed || terminal)
            return;
        IsClosed = true;
        _waiting = [];
        if (_token != 0)
            watcher.Remove(fd, _token);
        RawFile.close(fd);
        _ended?.Invoke();
    }
}
