using Orchestrator.Consoles;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// One connection: its place in the ring of its terminal is all that is kept for it. Who takes nothing for three seconds is not
/// waited for any more: it goes on from what the ring still has, and is told how much it missed.
/// </summary>
internal sealed unsafe class ConsoleClient(Watcher watcher, nint socket)
{
    private const int Again = -11;
    private const long Patience = 3000;

    // CMSG_SPACE of one descriptor.
    private const int ControlBytes = 24;
    private long _position;
    private long _missed;
    private long _blockedSince;
    private uint _watched = RawSocket.EPOLLIN;
    private bool _ending;

    public nint Socket => socket;

    public ulong Token { get; set; }

    public HeldTerminal? Terminal { get; private set; }

    public bool Gone { get; private set; }

    /// <summary>All was sent, the last word too.</summary>
    public bool Done { get; private set; }

    /// <summary>Bytes that it has not got yet, as far as they are waited for.</summary>
    public long Behind(long now) =>
        Terminal is null || Gone || (_blockedSince != 0 && now - _blockedSince > Patience) ? 0 : Terminal.Ring.End - _position;

    public void Enter(HeldTerminal terminal, long position)
    {
        Terminal = terminal;
        _position = position;
        Span<byte> message = stackalloc byte[8];
        message.Clear();
        message[0] = ConsoleMessage.Attached;
        BitConverter.TryWriteBytes(message[4..], terminal.Number);
        Gone = Send(message) < 0;
    }

    /// <summary>The master itself goes to it, and no output by this connection.</summary>
    public void Borrow(HeldTerminal terminal, nint master)
    {
        (Terminal, _position) = (terminal, terminal.Ring.End);
        Span<byte> message = stackalloc byte[8];
        message.Clear();
        message[0] = ConsoleMessage.Attached;
        BitConverter.TryWriteBytes(message[4..], terminal.Number);
        Gone = Send(message, master) < 0;
    }

    public void Refuse(string why)
    {
        Send([ConsoleMessage.Refused, .. System.Text.Encoding.UTF8.GetBytes(why)]);
        Gone = true;
    }

    public void ShowLog(OutputRing ring)
    {
        Span<byte> message = stackalloc byte[4097];
        message[0] = ConsoleMessage.Output;
        for (var at = ring.Start; at < ring.End;)
        {
            var count = ring.Copy(at, message[1..]);
            if (Send(message[..(count + 1)]) < 0)
                break;
            at += count;
        }
        Finish();
    }

    public void Finish()
    {
        _ending = true;
        Flush();
    }

    public void Flush()
    {
        Span<byte> message = stackalloc byte[8193];
        while (!Gone && Terminal is { } terminal && _position < terminal.Ring.End)
        {
            if (_position < terminal.Ring.Start)
            {
                _missed += terminal.Ring.Start - _position;
                _position = terminal.Ring.Start;
            }
            if (_missed > 0 && !Tell(_missed))
                return;
            _missed = 0;
            message[0] = ConsoleMessage.Output;
            var count = terminal.Ring.Copy(_position, message[1..]);
            if (!Deliver(message[..(count + 1)]))
                return;
            _position += count;
        }
        Watch();
        if (_ending && !Gone && Deliver([ConsoleMessage.End]))
            Done = true;
    }

    /// <summary>Nothing is read from it while what it typed before has not been taken.</summary>
    public void Watch()
    {
        var wanted = (Terminal?.Input?.IsFull == true ? 0 : RawSocket.EPOLLIN) | (_blockedSince != 0 ? RawSocket.EPOLLOUT : 0);
        if (wanted == _watched || Token == 0)
            return;
        _watched = wanted;
        watcher.Change(socket, Token, wanted);
    }

    /// <summary>Its socket is closed with the next look around, once: the number may be another's then.</summary>
    public void Leave() => Gone = true;

    public void Close()
    {
        if (Token != 0)
            watcher.Remove(socket, Token);
        Token = 0;
        RawFile.close(socket);
    }

    private bool Tell(long missed)
    {
        Span<byte> message = stackalloc byte[16];
        message.Clear();
        message[0] = ConsoleMessage.Gap;
        BitConverter.TryWriteBytes(message[8..], missed);
        return Deliver(message);
    }

    private bool Deliver(ReadOnlySpan<byte> message)
    {
        var sent = Send(message);
        if (sent == Again)
        {
            if (_blockedSince == 0)
                _blockedSince = Clock.MonotonicMs();
            Watch();
            return false;
        }
        _blockedSince = 0;
        Gone |= sent < 0;
        return sent >= 0;
    }

    private nint Send(ReadOnlySpan<byte> message, nint descriptor = -1)
    {
        RawSocket.iovec part;
        RawSocket.msghdr header = default;
        var control = stackalloc byte[ControlBytes];
        if (descriptor >= 0)
        {
            new Span<byte>(control, ControlBytes).Clear();
            var rights = (RawSocket.cmsghdr*)control;
            rights->cmsg_len = sizeof(RawSocket.cmsghdr) + sizeof(int);
            rights->cmsg_level = RawSocket.SOL_SOCKET;
            rights->cmsg_type = RawSocket.SCM_RIGHTS;
            *(int*)(rights + 1) = (int)descriptor;
            header.msg_control = control;
            header.msg_controllen = ControlBytes;
        }
        // SAFETY: pinned for the length of the call.
        fixed (byte* pointer = message)
        {
            part.iov_base = pointer;
            part.iov_len = message.Length;
            header.msg_iov = &part;
            header.msg_iovlen = 1;
            return RawSocket.sendmsg(socket, &header, RawSocket.MSG_NOSIGNAL | 0x40);
        }
    }
}
