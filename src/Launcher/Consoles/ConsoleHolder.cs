using Orchestrator.Consoles;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// The one process that has the masters of a container's terminals, or the write end of its stdin, so that both outlive daemon
/// and launcher. It ends when the container's init has ended and what it wrote was delivered.
/// </summary>
internal sealed unsafe class ConsoleHolder
{
    private const int ControlBytes = 256;
    private const int PassCredentials = 16, Credentials = 2;
    private const int Busy = 10, LastWords = 5000, Silence = 500, StartLimit = 60_000;

    private readonly Watcher _watcher = new(64);
    private readonly nint _listener;
    private readonly List<HeldTerminal> _terminals = [];
    private readonly List<ConsoleClient> _clients = [];
    private readonly byte* _message = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(ConsoleMessage.Most + ControlBytes);
    private readonly long _begun = Clock.MonotonicMs();
    private ConsoleSetup? _setup;
    private nint _daemon = -1;
    private ulong _daemonToken;
    private nint _payloadLog = -1;
    private ConsoleLog? _log;
    private ConsolePeer? _peer;
    private nint _init = -1;
    private long _endedAt;

    public ConsoleHolder(nint listener)
    {
        _listener = listener;
        _watcher.Add(listener, RawSocket.EPOLLIN, _ => Accept());
    }

    public void Run()
    {
        while (true)
        {
            var now = Clock.MonotonicMs();
            _watcher.Wait(_endedAt != 0 || _terminals.Exists(terminal => terminal.Waits) ? Busy : _terminals.Count == 0 ? 1000 : -1);
            now = Clock.MonotonicMs();
            foreach (var terminal in _terminals)
            {
                terminal.Input.Retry(now);
                if (terminal.Waits || _endedAt != 0)
                    terminal.Read();
                foreach (var client in terminal.Clients)
                    client.Watch();
            }
            Sweep();
            if (_terminals.Count == 0 && (_daemon < 0 && _setup is not null || now - _begun > StartLimit))
                return;
            if (_endedAt != 0 && HasEnded(now))
                return;
        }
    }

    private bool HasEnded(long now)
    {
        foreach (var terminal in _terminals)
        {
            terminal.LetGo();
            // A process outside of the container's pid namespace may have it open for ever.
            var over = terminal.IsOver || (terminal.IsQuiet && now - _endedAt > Silence);
            if (!over && now - _endedAt < LastWords)
                return false;
        }
        if (_terminals.Exists(terminal => terminal.AwaitsFirst(now)))
            return false;
        foreach (var client in _clients)
        {
            if (!client.Done)
                client.Finish();
        }
        return _clients.TrueForAll(client => client.Done || client.Gone) || now - _endedAt > LastWords;
    }

    private void Sweep()
    {
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            if (!_clients[i].Gone)
                continue;
            _clients[i].Terminal?.Leave(_clients[i]);
            _clients[i].Close();
            _clients.RemoveAt(i);
        }
    }

    private void Accept()
    {
        while (RawSocket.accept4(_listener, RawSocket.SOCK_CLOEXEC | RawSocket.SOCK_NONBLOCK) is var socket and >= 0)
        {
            RawSocket.ucred peer = default;
            var size = sizeof(RawSocket.ucred);
            RawSocket.getsockopt(socket, RawSocket.SOL_SOCKET, RawSocket.SO_PEERCRED, &peer, &size);
            if (peer.uid != (uint)RawProcess.geteuid() || _clients.Count >= 256)
            {
                RawFile.close(socket);
            }
            else if (_setup is null && _daemon < 0)
            {
                var on = 1;
                RawSocket.setsockopt(socket, RawSocket.SOL_SOCKET, PassCredentials, &on, sizeof(int));
                _daemon = socket;
                _daemonToken = _watcher.Add(socket, RawSocket.EPOLLIN, _ => FromDaemon());
            }
            else
            {
                var client = new ConsoleClient(_watcher, socket);
                _clients.Add(client);
                client.Token = _watcher.Add(socket, RawSocket.EPOLLIN, events => FromClient(client, events));
            }
        }
    }

    /// <summary>The setup from the daemon, then the terminals from the child; its end when the payload's program was entered.</summary>
    private void FromDaemon()
    {
        var rights = stackalloc int[16];
        var count = Receive(_daemon, rights, out var descriptors, out var sender);
        if (count is -11 or -4)
            return;
        if (count <= 0)
        {
            _watcher.Remove(_daemon, _daemonToken);
            RawFile.close(_daemon);
            _daemon = -1;
            return;
        }
        if (_setup is null && ConsoleSetup.Read(new ReadOnlySpan<byte>(_message, (int)count)) is { } setup)
            SetUp(setup, rights, descriptors);
        else if (_message[0] == ConsoleMessage.Terminal && count >= 8 && descriptors == 2)
            Hold(*(int*)(_message + 4), rights[0], rights[1], sender);
    }

    private void SetUp(ConsoleSetup setup, int* descriptors, int count)
    {
        _setup = setup;
        var next = 0;
        if (setup.HasLog && next < count)
            _payloadLog = descriptors[next++];
        if (setup.HasStdin && next < count)
        {
            NonBlocking(descriptors[next]);
            _terminals.Add(new HeldTerminal(_watcher, descriptors[next], ended: () => _endedAt = Clock.MonotonicMs()));
        }
        if (setup.LogPath.Length > 0)
            _log = new ConsoleLog(setup.LogPath, setup.LogBytes, setup.LogRotate);
    }

    private void Hold(int number, int master, int slave, int sender)
    {
        NonBlocking(master);
        var terminal = new HeldTerminal(_watcher, number, master, slave, _setup!.RingBytes, Clock.MonotonicMs(), number == 0 ? Written : _ => { });
        _terminals.Add(terminal);
        if (number == 0 && _setup.PeerPath.Length > 0)
            _peer = new ConsolePeer(_watcher, _setup.PeerPath, terminal.Input);
        if (_init >= 0)
            return;
        _init = RawProcess.pidfd_open(sender);
        if (_init < 0)
            _endedAt = Clock.MonotonicMs();
        else
            _watcher.Add(_init, RawSocket.EPOLLIN, _ => InitEnded());
    }

    private void InitEnded()
    {
        if (_endedAt == 0)
            _endedAt = Clock.MonotonicMs();
        // Level-triggered, and of no more interest.
        RawFile.close(_init);
    }

    private void Written(ReadOnlySpan<byte> bytes)
    {
        // SAFETY: pinned for the length of the call.
        fixed (byte* pointer = bytes)
        {
            if (_payloadLog >= 0)
                RawFile.write(_payloadLog, pointer, bytes.Length);
        }
        _log?.Write(bytes);
        _peer?.Write(bytes);
    }

    private void FromClient(ConsoleClient client, uint events)
    {
        if ((events & RawSocket.EPOLLOUT) != 0)
            client.Flush();
        if ((events & (RawSocket.EPOLLIN | RawSocket.EPOLLHUP | RawSocket.EPOLLERR)) != 0 && !client.Gone)
        {
            var rights = stackalloc int[16];
            var count = Receive(client.Socket, rights, out var descriptors, out _);
            for (var i = 0; i < descriptors; i++)
                RawFile.close(rights[i]);
            if (count is -11 or -4)
                return;
            if (count > 0)
                Serve(client, new ReadOnlySpan<byte>(_message, (int)count));
            else
                client.Leave();
        }
        client.Watch();
    }

    private void Serve(ConsoleClient client, ReadOnlySpan<byte> message)
    {
        switch (message[0])
        {
            case ConsoleMessage.Attach when message.Length >= 8 && client.Terminal is null:
                Attach(client, BitConverter.ToInt32(message[4..]), message[1] == ConsoleMessage.FromStart);
                break;
            case ConsoleMessage.Borrow when message.Length >= 8 && client.Terminal is null:
                Lend(client, BitConverter.ToInt32(message[4..]));
                break;
            case ConsoleMessage.Input:
                client.Terminal?.Input.Write(message[1..]);
                break;
            case ConsoleMessage.EndOfInput:
                client.Terminal?.Input.Close();
                break;
            case ConsoleMessage.Resize when message.Length >= 8:
                client.Terminal?.Resize(BitConverter.ToUInt16(message[4..]), BitConverter.ToUInt16(message[6..]));
                break;
            case ConsoleMessage.ShowLog when Console() is { } console:
                client.ShowLog(console.Ring);
                break;
            case ConsoleMessage.ClearLog when Console() is { } console:
                console.Ring.Forget();
                client.Finish();
                break;
            case ConsoleMessage.RotateLog when _log is not null:
                _log.Rotate();
                client.Finish();
                break;
            default:
                client.Refuse("This container has no such console.");
                break;
        }
    }

    private HeldTerminal? Console() => _terminals.Find(terminal => terminal.Number == 0);

    private void Attach(ConsoleClient client, int wanted, bool fromStart)
    {
        if (_terminals.Exists(held => held.Number == wanted && held.IsLent))
        {
            client.Refuse($"tty{wanted} was given to somebody as a descriptor.");
            return;
        }
        var terminal = wanted == -1 && _terminals.Exists(held => held.Number > 0)
            ? _terminals.Find(held => held.Number > 0 && held.Clients.Count == 0)
            : _terminals.Find(held => held.Number == wanted) ?? (wanted == 0 ? _terminals.Find(held => held.Number == -1) : null);
        if (terminal is null)
        {
            client.Refuse(wanted == -1
                ? "All terminals are in use, or the container has none."
                : $"The container has no tty{wanted}; it has {_terminals.Count(held => held.Number > 0)} of them.");
            return;
        }
        terminal.Join(client, fromStart);
        // Whoever has just been told that all can be read.
        terminal.Read();
    }

    private void Lend(ConsoleClient client, int wanted)
    {
        var terminal = wanted == -1
            ? _terminals.Find(held => held is { Number: > 0, Clients.Count: 0 })
            : _terminals.Find(held => held.Number == wanted && wanted >= 0);
        if (terminal is null)
            client.Refuse(wanted == -1 ? "All terminals are in use, or the container has none." : $"The container has no tty{wanted}.");
        else if (terminal.Clients.Count > 0)
            client.Refuse($"tty{wanted} is in use.");
        else
            terminal.Lend(client);
    }

    /// <summary>Bytes received, 0 at the end, or minus errno. The sender's pid where the kernel tells it.</summary>
    private nint Receive(nint socket, int* rights, out int descriptors, out int sender)
    {
        (descriptors, sender) = (0, 0);
        var control = _message + ConsoleMessage.Most;
        RawSocket.iovec part;
        part.iov_base = _message;
        part.iov_len = ConsoleMessage.Most;
        RawSocket.msghdr header = default;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = ControlBytes;
        var count = RawSocket.recvmsg(socket, &header, RawSocket.MSG_CMSG_CLOEXEC | 0x40);
        if (count < 0)
            return count;
        for (nint at = 0; at + sizeof(RawSocket.cmsghdr) <= header.msg_controllen;)
        {
            var part2 = (RawSocket.cmsghdr*)(control + at);
            if (part2->cmsg_len < sizeof(RawSocket.cmsghdr))
                break;
            var data = (int*)(part2 + 1);
            if (part2->cmsg_level == RawSocket.SOL_SOCKET && part2->cmsg_type == Credentials)
                sender = *data;
            else if (part2->cmsg_level == RawSocket.SOL_SOCKET && part2->cmsg_type == RawSocket.SCM_RIGHTS)
            {
                for (var i = 0; i < (int)(part2->cmsg_len - sizeof(RawSocket.cmsghdr)) / sizeof(int) && descriptors < 16; i++)
                    rights[descriptors++] = data[i];
            }
            at += (part2->cmsg_len + 7) & ~7;
        }
        return count;
    }

    private static void NonBlocking(nint fd) => RawFile.fcntl(fd, 4 /* F_SETFL */, RawFile.O_NONBLOCK);
}
