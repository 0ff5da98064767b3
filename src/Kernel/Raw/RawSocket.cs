using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>Sockets and epoll. Results as in <see cref="RawFile"/>.</summary>
public static unsafe class RawSocket
{
    public const int AF_UNIX = 1, AF_INET = 2, SOCK_DGRAM = 2, SOCK_SEQPACKET = 5;
    public const int SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1, SO_PEERCRED = 17, SO_SNDBUF = 7, SCM_RIGHTS = 1;
    public const int MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x4000_0000, MSG_TRUNC = 0x20, MSG_CTRUNC = 8;
    public const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 0x10;

    public static nint socket(int domain, int type, int protocol) => RawCall.Invoke(41, domain, type, protocol);

    public static nint socketpair(int domain, int type, int* ends) => RawCall.Invoke(53, domain, type, 0, (nint)ends);

    public static nint bind(nint fd, void* address, int length) => RawCall.Invoke(49, fd, (nint)address, length);

    public static nint listen(nint fd, int backlog) => RawCall.Invoke(50, fd, backlog);

    public static nint accept4(nint fd, int flags) => RawCall.Invoke(288, fd, 0, 0, flags);

    public static nint getsockopt(nint fd, int level, int name, void* value, int* length) =>
        RawCall.Invoke(55, fd, level, name, (nint)value, (nint)length);

    public static nint setsockopt(nint fd, int level, int name, void* value, int length) =>
        RawCall.Invoke(54, fd, level, name, (nint)value, length);

    public static nint sendmsg(nint fd, msghdr* message, int flags) => RawCall.Invoke(46, fd, (nint)message, flags);

    public static nint recvmsg(nint fd, msghdr* message, int flags) => RawCall.Invoke(47, fd, (nint)message, flags);

    public static nint epoll_create1(int flags) => RawCall.Invoke(291, flags);

    public static nint epoll_ctl(nint epoll, int operation, nint fd, epoll_event* change) =>
        RawCall.Invoke(233, epoll, operation, fd, (nint)change);

    public static nint epoll_wait(nint epoll, epoll_event* events, int count, int timeout) =>
        RawCall.Invoke(232, epoll, (nint)events, count, timeout);

    [StructLayout(LayoutKind.Sequential)]
    public struct iovec
    {
        public void* iov_base;
        public nint iov_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct msghdr
    {
        public void* msg_name;
        public uint msg_namelen;
        public iovec* msg_iov;
        public nint msg_iovlen;
        public void* msg_control;
        public nint msg_controllen;
        public int msg_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct cmsghdr
    {
        public nint cmsg_len;
        public int cmsg_level;
        public int cmsg_type;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ucred
    {
        public int pid;
        public uint uid;
        public uint gid;
    }

    /// <summary>Packed on x86-64 (epoll_event in sys/epoll.h).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct epoll_event
    {
        public uint events;
        public ulong data;
    }
}
