using System.Runtime.CompilerServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// The connection to the daemon. Messages go out at once; when the socket is full they queue until EPOLLOUT. A
/// daemon that reads nothing is dropped rather than fed without bound: what matters is kept until acknowledged.
/// </summary>
internal sealed unsafe class Session(Watcher watcher, nint socket)
{
    private const int MostQueued = 100_000;
    private const int MostGifts = 4;
    private const int Again = -11;
    private readonly Queue<(byte[] Message, ProcessEntry? About, int[] Gifts)> _queue = new();
    private bool _full;

    public nint Socket => socket;

    public ulong Token { get; set; }

    /// <summary>Pid of the daemon once it has said hello; -1 before.</summary>
    public int Daemon { get; set; } = -1;

    public bool Lost { get; private set; }

    /// <summary>Requests wait in the socket until fewer launches are under way.</summary>
    public bool Paused { get; private set; }

    public void Pause(bool paused)
    {
        if (Paused == paused)
            return;
        Paused = paused;
        Watch();
    }

    /// <param name="about">The process whose pidfd goes with the message.</param>
    /// <param name="gifts">Descriptors that go with it and are closed here.</param>
    public void Send<T>(
        MessageKind kind, ulong request, in T body, ReadOnlySpan<byte> tail = default, ProcessEntry? about = null, int[]? gifts = null)
        where T : unmanaged
    {
        if (Lost)
        {
            Close(gifts ?? []);
            return;
        }
        var bytes = sizeof(MessageHeader) + sizeof(T) + tail.Length;
        var message = stackalloc byte[sizeof(MessageHeader) + sizeof(T) + WireProtocol.MaxStep + 64];
        var header = (MessageHeader*)message;
        header->Kind = kind;
        header->Bytes = (uint)bytes;
        header->Request = request;
        Unsafe.WriteUnaligned(message + sizeof(MessageHeader), body);
        tail.CopyTo(new Span<byte>(message + sizeof(MessageHeader) + sizeof(T), tail.Length));
        if (_queue.Count == 0)
        {
            var result = Transmit(message, bytes, about, gifts ?? []);
            if (result != Again)
            {
                Close(gifts ?? []);
                Lost |= result < 0;
                return;
            }
            _full = true;
            Watch();
        }
        _queue.Enqueue((new ReadOnlySpan<byte>(message, bytes).ToArray(), about, gifts ?? []));
        Lost |= _queue.Count > MostQueued;
    }

    public void Flush()
    {
        while (_queue.TryPeek(out var next))
        {
            nint result;
            // SAFETY: pinned for the length of the call.
            fixed (byte* message = next.Message)
                result = Transmit(message, next.Message.Length, next.About, next.Gifts);
            if (result == Again)
                return;
            Lost |= result < 0;
            Close(next.Gifts);
            _queue.Dequeue();
        }
        _full = false;
        Watch();
    }

    public void Close()
    {
        watcher.Remove(socket, Token);
        RawFile.close(socket);
        foreach (var unsent in _queue)
            Close(unsent.Gifts);
        _queue.Clear();
    }

    private void Watch() => watcher.Change(socket, Token, (Paused ? 0 : RawSocket.EPOLLIN) | (_full ? RawSocket.EPOLLOUT : 0));

    /// <summary>A process that has ended meanwhile has no pidfd any more; the notice of its end follows.</summary>
    private nint Transmit(byte* message, int bytes, ProcessEntry? about, int[] gifts)
    {
        var descriptor = about?.Pidfd ?? -1;
        ReadOnlySpan<int> enclosed = descriptor >= 0 ? [descriptor] : gifts;
        RawSocket.iovec part;
        part.iov_base = message;
        part.iov_len = bytes;
        RawSocket.msghdr header = default;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        var control = stackalloc nint[2 + MostGifts];
        if (enclosed.Length > 0)
        {
            var rights = (RawSocket.cmsghdr*)control;
            rights->cmsg_len = sizeof(RawSocket.cmsghdr) + (enclosed.Length * sizeof(int));
            rights->cmsg_level = RawSocket.SOL_SOCKET;
            rights->cmsg_type = RawSocket.SCM_RIGHTS;
            enclosed.CopyTo(new Span<int>(rights + 1, MostGifts));
            header.msg_control = control;
            header.msg_controllen = (rights->cmsg_len + 7) & ~7;
        }
        return RawSocket.sendmsg(socket, &header, RawSocket.MSG_NOSIGNAL | 0x40);
    }

    private static void Close(int[] gifts)
    {
        foreach (var fd in gifts)
            RawFile.close(fd);
    }
}
