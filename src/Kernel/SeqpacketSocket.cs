using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>A connected unix seqpacket socket that carries descriptors (unix(7), SCM_RIGHTS). Never blocks.</summary>
public sealed unsafe class SeqpacketSocket : Descriptor
{
    private const int AddressBytes = 110; // sockaddr_un: family and 108 bytes of path
    private const int ControlBytes = 1056; // cmsghdr and SCM_MAX_FD = 253 descriptors

    private SeqpacketSocket(int fd) : base(fd)
    {
    }

    /// <summary>
    /// Connects to a socket in an open directory: by /proc/self/fd, because the directory's own path may be longer
    /// than a socket address. Null with the errno when nobody listens.
    /// </summary>
    public static SeqpacketSocket? TryConnect(DirectoryHandle directory, string name, out int errno)
    {
        var fd = SysSocket.socket(SysSocket.AF_UNIX,
            SysSocket.SOCK_SEQPACKET | SysSocket.SOCK_CLOEXEC | SysSocket.SOCK_NONBLOCK, 0);
        if (fd < 0)
            throw new SystemCallException("socket", Marshal.GetLastPInvokeError(), "Connecting to a unix socket");
        var socket = new SeqpacketSocket(fd);
        var address = stackalloc byte[AddressBytes];
        new Span<byte>(address, AddressBytes).Clear();
        *(ushort*)address = SysSocket.AF_UNIX;
        Encoding.UTF8.GetBytes($"/proc/self/fd/{directory.Number}/{name}", new Span<byte>(address + 2, AddressBytes - 3));
        var result = SysSocket.connect(fd, address, AddressBytes);
        errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        GC.KeepAlive(directory);
        if (errno == 0)
            return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>Sends one message made of two parts. 0, or minus errno (EAGAIN: the peer has not read yet).</summary>
    public int TrySend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<int> descriptors)
    {
        var control = stackalloc byte[ControlBytes];
        var parts = stackalloc SysSocket.iovec[2];
        // SAFETY: both spans are pinned for the length of the call, which keeps no pointer.
        fixed (byte* a = first, b = second)
        {
            parts[0].iov_base = a;
            parts[0].iov_len = (nuint)first.Length;
            parts[1].iov_base = b;
            parts[1].iov_len = (nuint)second.Length;
            SysSocket.msghdr message = default;
            message.msg_iov = parts;
            message.msg_iovlen = second.IsEmpty ? 1u : 2u;
            if (!descriptors.IsEmpty)
            {
                var header = (SysSocket.cmsghdr*)control;
                header->cmsg_len = (nuint)(sizeof(SysSocket.cmsghdr) + (descriptors.Length * sizeof(int)));
                header->cmsg_level = SysSocket.SOL_SOCKET;
                header->cmsg_type = SysSocket.SCM_RIGHTS;
                descriptors.CopyTo(new Span<int>(header + 1, (ControlBytes - sizeof(SysSocket.cmsghdr)) / sizeof(int)));
                message.msg_control = control;
                message.msg_controllen = (header->cmsg_len + 7) & ~(nuint)7;
            }
            while (true)
            {
                if (SysSocket.sendmsg(Number, &message, SysSocket.MSG_NOSIGNAL | SysSocket.MSG_DONTWAIT) >= 0)
                    return 0;
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return -errno;
            }
        }
    }

    /// <summary>
    /// Receives one message and its descriptors. Its length; 0 when the peer has closed; minus errno (EAGAIN: nothing
    /// there, EOVERFLOW: it does not fit).
    /// </summary>
    public int TryReceive(Span<byte> buffer, List<Descriptor> descriptors)
    {
        var control = stackalloc byte[ControlBytes];
        SysSocket.iovec part;
        SysSocket.msghdr message = default;
        nint count;
        // SAFETY: pinned for the length of the call.
        fixed (byte* pointer = buffer)
        {
            part.iov_base = pointer;
            part.iov_len = (nuint)buffer.Length;
            message.msg_iov = &part;
            message.msg_iovlen = 1;
            message.msg_control = control;
            message.msg_controllen = ControlBytes;
            do
                count = SysSocket.recvmsg(Number, &message, SysSocket.MSG_CMSG_CLOEXEC | SysSocket.MSG_DONTWAIT);
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        }
        if (count < 0)
            return -Marshal.GetLastPInvokeError();
        var header = (SysSocket.cmsghdr*)control;
        if (message.msg_controllen >= (nuint)sizeof(SysSocket.cmsghdr)
            && header->cmsg_level == SysSocket.SOL_SOCKET && header->cmsg_type == SysSocket.SCM_RIGHTS)
        {
            var number = ((int)header->cmsg_len - sizeof(SysSocket.cmsghdr)) / sizeof(int);
            for (var i = 0; i < number; i++)
                descriptors.Add(new Descriptor(((int*)(header + 1))[i]));
        }
        return (message.msg_flags & (SysSocket.MSG_TRUNC | SysSocket.MSG_CTRUNC)) == 0 ? (int)count : -Errno.EOVERFLOW;
    }
}
