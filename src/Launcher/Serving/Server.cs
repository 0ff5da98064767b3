using System.Runtime.CompilerServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>The one thread of the launcher: waits, reads requests, and lets <see cref="ProcessService"/> act.</summary>
internal sealed unsafe class Server
{
    private const int MostStarting = 128;
    private const int ControlBytes = 2048; // SCM_MAX_FD descriptors and their header
    private readonly Watcher _watcher;
    private readonly ProcessService _processes;
    private readonly NamespaceMaker _namespaces;
    private readonly nint _listener;
    private readonly uint _highFd;
    private readonly byte* _message;
    private readonly byte* _control;
    private bool _ending;

    public Server(nint listener, StateFile state, uint highFd)
    {
        _listener = listener;
        _highFd = highFd;
        _watcher = new Watcher(highFd);
        _processes = new ProcessService(_watcher, state, highFd);
        _namespaces = new NamespaceMaker(_watcher, highFd);
        _processes.Recover();
        // Requests carry plans, plans carry secrets: no child gets these buffers.
        _message = (byte*)Must.Succeed("mmap", RawMemory.mmap(WireProtocol.MaxMessage + 4096,
            RawMemory.PROT_READ | RawMemory.PROT_WRITE, RawMemory.MAP_PRIVATE | RawMemory.MAP_ANONYMOUS));
        RawMemory.madvise(_message, WireProtocol.MaxMessage + 4096, RawMemory.MADV_DONTFORK);
        _control = _message + WireProtocol.MaxMessage;
        _watcher.Add(listener, RawSocket.EPOLLIN, _ => Accept());
    }

    /// <summary>Until an orderly end. True: nothing is left that the next launcher would have to know.</summary>
    public bool Run()
    {
        while (!_ending)
        {
            var busy = _watcher.Wait(_processes.Litter.Wait(_processes.NextDeadline()));
            _processes.KillOverdue();
            _processes.Litter.CloseOne(idle: !busy);
            // Else a flood of launches would use up the descriptors, and the next message would come without its own.
            _processes.Daemon?.Pause(_processes.Starting >= MostStarting);
        }
        return _processes.Table.Count == 0;
    }

    private void Accept()
    {
        while (RawSocket.accept4(_listener, RawSocket.SOCK_CLOEXEC | RawSocket.SOCK_NONBLOCK) is var low and >= 0)
            Admit(low);
    }

    private void Admit(nint low)
    {
        var socket = RawFile.fcntl(low, RawFile.F_DUPFD_CLOEXEC, (nint)_highFd);
        RawFile.close(low);
        if (socket < 0)
            return;
        var session = new Session(_watcher, socket);
        session.Token = _watcher.Add(socket, RawSocket.EPOLLIN, events => Serve(session, events));
    }

    private void Serve(Session session, uint events)
    {
        if ((events & RawSocket.EPOLLOUT) != 0)
            session.Flush();
        if ((events & (RawSocket.EPOLLIN | RawSocket.EPOLLHUP | RawSocket.EPOLLERR)) != 0)
            Receive(session);
        if (session.Lost)
            Drop(session);
    }

    private void Receive(Session session)
    {
        RawSocket.iovec part;
        part.iov_base = _message;
        part.iov_len = WireProtocol.MaxMessage;
        RawSocket.msghdr header = default;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = _control;
        header.msg_controllen = ControlBytes;
        var count = RawSocket.recvmsg(session.Socket, &header, RawSocket.MSG_CMSG_CLOEXEC | 0x40);
        if (count is -11 or -4)
            return;
        if (count <= 0)
        {
            Drop(session);
            return;
        }
        var descriptors = Descriptors(&header);
        var message = (MessageHeader*)_message;
        var whole = (header.msg_flags & (RawSocket.MSG_TRUNC | RawSocket.MSG_CTRUNC)) == 0
            && count >= sizeof(MessageHeader) && message->Bytes == (uint)count;
        if (!whole || !Dispatch(session, message->Kind, message->Request, (byte*)(message + 1), count - sizeof(MessageHeader), descriptors))
        {
            // Whoever sends what the protocol does not know is not a daemon of ours.
            foreach (var fd in descriptors)
                RawFile.close(fd);
            Drop(session);
        }
        Unsafe.InitBlockUnaligned(_message, 0, (uint)count);
    }

    private bool Dispatch(Session session, MessageKind kind, ulong request, byte* body, nint length, int[] descriptors)
    {
        if (session.Daemon < 0 && kind != MessageKind.Hello)
            return false;
        if (descriptors.Length > 0 && kind is not (MessageKind.Launch or MessageKind.Exec or MessageKind.Adopt))
            return false;
        switch (kind)
        {
            case MessageKind.Hello when length == sizeof(HelloBody):
                Hello(session, request, *(HelloBody*)body);
                return true;
            case MessageKind.Launch or MessageKind.Exec when length >= sizeof(LaunchBody):
                return Launch(request, (LaunchBody*)body, length, descriptors, kind == MessageKind.Exec);
            case MessageKind.Signal when length == sizeof(SignalBody):
                _processes.Signal(request, *(SignalBody*)body);
                return true;
            case MessageKind.Survey when length == 0:
                _processes.Survey(request);
                return true;
            case MessageKind.Acknowledge when length == sizeof(ProcessKey):
                _processes.Acknowledge(request, *(ProcessKey*)body);
                return true;
            case MessageKind.Adopt when length == sizeof(AdoptBody):
                _processes.Adopt(request, *(AdoptBody*)body, descriptors);
                return true;
            case MessageKind.MakeNamespaces when length >= sizeof(MakeNamespacesBody):
                return MakeNamespaces(session, request, (MakeNamespacesBody*)body, length);
            case MessageKind.Shutdown when length == 0:
                _ending = _processes.Table.Unfinished == 0;
                _processes.Reply(MessageKind.ShutdownReply, request, _ending ? 0 : 16);
                return true;
            default:
                return false;
        }
    }

    private void Hello(Session session, ulong request, HelloBody hello)
    {
        HelloReplyBody reply = default;
        reply.Protocol = WireProtocol.Version;
        reply.PlanVersion = PlanFormat.Version;
        reply.LauncherPid = (int)RawProcess.getpid();
        reply.Processes = (uint)_processes.Table.Count;
        RawSocket.ucred peer = default;
        var size = sizeof(RawSocket.ucred);
        RawSocket.getsockopt(session.Socket, RawSocket.SOL_SOCKET, RawSocket.SO_PEERCRED, &peer, &size);
        if (peer.uid != 0)
            reply.Verdict = HelloVerdict.Forbidden;
        else if (hello.Protocol != WireProtocol.Version)
            reply.Verdict = HelloVerdict.WrongProtocol;
        else if (_processes.Daemon is { } other && other != session)
            reply.Verdict = HelloVerdict.Busy;
        reply.HolderPid = _processes.Daemon?.Daemon ?? 0;
        if (reply.Verdict == HelloVerdict.Accepted)
        {
            session.Daemon = peer.pid;
            _processes.Daemon = session;
        }
        session.Send(MessageKind.HelloReply, request, reply);
    }

    private bool Launch(ulong request, LaunchBody* body, nint length, int[] descriptors, bool exec)
    {
        if (body->PlanInMemfd == 0)
        {
            if (length != sizeof(LaunchBody) + (nint)body->PlanBytes)
                return false;
            // Header and body are 72 bytes together, so the plan is as aligned as the buffer.
            _processes.Launch(request, *body, (byte*)(body + 1), (nint)body->PlanBytes, descriptors, exec);
            return true;
        }
        if (length != sizeof(LaunchBody) || descriptors.Length == 0 || body->PlanBytes > PlanFormat.MaxBytes)
            return false;
        var plan = (byte*)Must.Succeed("mmap", RawMemory.mmap((nint)body->PlanBytes + 1,
            RawMemory.PROT_READ | RawMemory.PROT_WRITE, RawMemory.MAP_PRIVATE | RawMemory.MAP_ANONYMOUS));
        // A copy: the sender could change the memfd after the plan was validated.
        var got = RawFile.pread(descriptors[^1], plan, (nint)body->PlanBytes, 0);
        RawFile.close(descriptors[^1]);
        _processes.Launch(request, *body, plan, Math.Max(0, got), descriptors[..^1], exec);
        RawMemory.munmap(plan, (nint)body->PlanBytes + 1);
        return true;
    }

    private bool MakeNamespaces(Session session, ulong request, MakeNamespacesBody* body, nint length)
    {
        var maps = (byte*)(body + 1);
        var (uid, gid) = ((nint)body->UidMapBytes, (nint)body->GidMapBytes);
        if (uid == 0 || gid == 0 || length != sizeof(MakeNamespacesBody) + uid + gid || maps[uid - 1] != 0 || maps[uid + gid - 1] != 0)
            return false;
        _namespaces.Make(maps, maps + uid, (errno, made) =>
        {
            SignalReplyBody reply = default;
            reply.Errno = errno;
            session.Send(MessageKind.NamespacesMade, request, reply, gifts: made);
        });
        return true;
    }

    private void Drop(Session session)
    {
        if (session.Token == 0)
            return;
        session.Close();
        session.Token = 0;
        if (_processes.Daemon == session)
            _processes.Daemon = null;
    }

    private int[] Descriptors(RawSocket.msghdr* header)
    {
        var rights = (RawSocket.cmsghdr*)_control;
        if (header->msg_controllen < sizeof(RawSocket.cmsghdr) || rights->cmsg_level != RawSocket.SOL_SOCKET
            || rights->cmsg_type != RawSocket.SCM_RIGHTS)
        {
            return [];
        }
        var count = (int)((rights->cmsg_len - sizeof(RawSocket.cmsghdr)) / sizeof(int));
        return new ReadOnlySpan<int>(rights + 1, count).ToArray();
    }
}
