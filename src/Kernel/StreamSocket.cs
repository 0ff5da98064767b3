using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// A connected unix stream socket by system calls alone (unix(7)). The runtime's own sockets take some milliseconds and a
/// thread before the first byte, which is more than all the rest of a short command.
/// </summary>
public sealed unsafe class StreamSocket : Descriptor
{
    private const int PathBytes = 108;

    private StreamSocket(int fd)
        : base(fd)
    {
    }

    /// <summary>Null with the errno when nobody listens there.</summary>
    /// <param name="path">Of a file, or behind a NUL a name in the abstract namespace.</param>
    public static StreamSocket? TryConnect(string path, out int errno)
    {
        var bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes >= PathBytes || bytes == 0)
        {
            errno = Errno.ENAMETOOLONG;
            return null;
        }
        var fd = SysSocket.socket(SysSocket.AF_UNIX, SysSocket.SOCK_STREAM | SysSocket.SOCK_CLOEXEC, 0);
        if (fd < 0)
            throw new SystemCallException("socket", Marshal.GetLastPInvokeError(), "Connecting to a unix socket");
        var socket = new StreamSocket(fd);
        var address = stackalloc byte[sizeof(ushort) + PathBytes];
        new Span<byte>(address, sizeof(ushort) + PathBytes).Clear();
        *(ushort*)address = SysSocket.AF_UNIX;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address + sizeof(ushort), PathBytes));
        // An abstract name has no end but its length; a path has its NUL.
        var length = (uint)(sizeof(ushort) + bytes + (path[0] == '\0' ? 0 : 1));
        int result;
        do
            result = SysSocket.connect(fd, address, length);
        while (result != 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (errno == 0)
            return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>How long a receive may wait; <see cref="Receive"/> then fails with EAGAIN.</summary>
    public void LimitReceive(TimeSpan time)
    {
        var most = Math.Max(1, (long)time.TotalMicroseconds);
        SysSocket.timeval limit = new() { tv_sec = most / 1_000_000, tv_usec = most % 1_000_000 };
        if (SysSocket.setsockopt(Number, SysSocket.SOL_SOCKET, SysSocket.SO_RCVTIMEO, &limit, (uint)sizeof(SysSocket.timeval)) != 0)
            throw new SystemCallException("setsockopt", Marshal.GetLastPInvokeError(), "Limiting the wait for an answer");
    }

    /// <exception cref="SystemCallException">The other side is gone.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint sent;
            // SAFETY: pinned for the length of the call.
            fixed (byte* pointer = bytes)
                sent = SysSocket.send(Number, pointer, (nuint)bytes.Length, SysSocket.MSG_NOSIGNAL);
            if (sent >= 0)
                bytes = bytes[(int)sent..];
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                throw new SystemCallException("send", errno, "Sending over a unix socket");
        }
    }

    /// <returns>Bytes received; 0 at the end.</returns>
    /// <exception cref="SystemCallException">Nothing came, EAGAIN when it did not come in time.</exception>
    public int Receive(Span<byte> buffer)
    {
        while (true)
        {
            nint got;
            // SAFETY: pinned for the length of the call, and the kernel writes no further than it is told.
            fixed (byte* pointer = buffer)
                got = SysSocket.recv(Number, pointer, (nuint)buffer.Length, 0);
            if (got >= 0)
                return (int)got;
            if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                throw new SystemCallException("recv", errno, "Receiving over a unix socket");
        }
    }

    /// <summary>Waits until there is something to receive, the end included. False: the time is over.</summary>
    public bool WaitReadable(TimeSpan within)
    {
        var until = Environment.TickCount64 + (long)Math.Min(within.TotalMilliseconds, int.MaxValue);
        Poll.pollfd wanted = new() { fd = Number, events = Poll.POLLIN };
        while (true)
        {
            var left = (int)Math.Max(0, until - Environment.TickCount64);
            if (Poll.poll(&wanted, 1, left) is var found and not 0)
            {
                if (found > 0 || Marshal.GetLastPInvokeError() != Errno.EINTR)
                    return true;
            }
            else if (left == 0)
            {
                return false;
            }
        }
    }

    /// <summary>Ends what another thread waits for on it, which closing it would not.</summary>
    public void Cut() => _ = SysSocket.shutdown(Number, SysSocket.SHUT_RDWR);
}
