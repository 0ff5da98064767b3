using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// epoll(7) with tokens that are never used twice, so that an event which was already fetched for a closed
/// descriptor finds nobody.
/// </summary>
internal sealed unsafe class Watcher
{
    private readonly nint _epoll;
    private readonly Dictionary<ulong, Action<uint>> _handlers = [];
    private ulong _next = 1;

    public Watcher(uint highFd)
    {
        var low = Must.Succeed("epoll_create1", RawSocket.epoll_create1(RawFile.O_CLOEXEC));
        _epoll = Must.Succeed("fcntl", RawFile.fcntl(low, RawFile.F_DUPFD_CLOEXEC, (nint)highFd));
        RawFile.close(low);
    }

    public ulong Add(nint fd, uint events, Action<uint> handler)
    {
        RawSocket.epoll_event change;
        change.events = events;
        change.data = _next;
        Must.Succeed("epoll_ctl", RawSocket.epoll_ctl(_epoll, RawSocket.EPOLL_CTL_ADD, fd, &change));
        _handlers.Add(_next, handler);
        return _next++;
    }

    /// <summary>0: the kernel does not wait for such a descriptor, a regular file's (EPERM).</summary>
    public ulong TryAdd(nint fd, uint events, Action<uint> handler)
    {
        RawSocket.epoll_event change;
        change.events = events;
        change.data = _next;
        if (RawSocket.epoll_ctl(_epoll, RawSocket.EPOLL_CTL_ADD, fd, &change) < 0)
            return 0;
        _handlers.Add(_next, handler);
        return _next++;
    }

    public void Change(nint fd, ulong token, uint events)
    {
        RawSocket.epoll_event change;
        change.events = events;
        change.data = token;
        RawSocket.epoll_ctl(_epoll, RawSocket.EPOLL_CTL_MOD, fd, &change);
    }

    /// <summary>Before the descriptor is closed: a copy of it in a child would keep the registration alive.</summary>
    public void Remove(nint fd, ulong token)
    {
        RawSocket.epoll_event unused;
        RawSocket.epoll_ctl(_epoll, RawSocket.EPOLL_CTL_DEL, fd, &unused);
        _handlers.Remove(token);
    }

    /// <summary>False: the time was over, or a signal came.</summary>
    public bool Wait(int timeoutMs)
    {
        const int Most = 64;
        var events = stackalloc RawSocket.epoll_event[Most];
        var count = RawSocket.epoll_wait(_epoll, events, Most, timeoutMs);
        for (var i = 0; i < count; i++)
        {
            if (_handlers.TryGetValue(events[i].data, out var handler))
                handler(events[i].events);
        }
        return count > 0;
    }
}
