using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;
using static Orchestrator.Kernel.Headers.SysSocket;

namespace Orchestrator.Kernel;

/// <summary>Sends and receives bytes together with open descriptors over a connected unix socket.</summary>
public static unsafe class DescriptorPassing
{
    private const int MaxDescriptors = 16;

    // CMSG_SPACE(n * sizeof(int)) and CMSG_LEN: headers and data are aligned to 8 bytes on 64-bit Linux.
    private static readonly int ControlLength = sizeof(cmsghdr) + MaxDescriptors * sizeof(int);

    /// <returns>Bytes sent; the descriptors went with the first of them.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        if (bytes.IsEmpty || descriptors.Length > MaxDescriptors)
            throw new ArgumentException("At least one byte and at most 16 descriptors can be sent.");
        var control = stackalloc byte[ControlLength];
        new Span<byte>(control, ControlLength).Clear();
        var header = (cmsghdr*)control;
        header->cmsg_len = (nuint)(sizeof(cmsghdr) + descriptors.Length * sizeof(int));
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        descriptors.CopyTo(new Span<int>(control + sizeof(cmsghdr), descriptors.Length));
        fixed (byte* data = bytes)
        {
            iovec vector = new() { iov_base = data, iov_len = (nuint)bytes.Length };
            msghdr message = new()
            {
                msg_iov = &vector,
                msg_iovlen = 1,
                msg_control = control,
                // CMSG_SPACE rounds up to 8.
                msg_controllen = (nuint)(((int)header->cmsg_len + 7) & ~7),
            };
            nint sent;
            do
                sent = sendmsg(socket, &message, MSG_NOSIGNAL);
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return sent >= 0 ? (int)sent : throw new SystemCallException("sendmsg", Marshal.GetLastPInvokeError(), "descriptors");
        }
    }

    /// <summary>
    /// Receives once; blocks as the socket does. Descriptors come close-on-exec and belong to the caller. A peer that
    /// sends more of them than fit gets them closed by the kernel and <see cref="InvalidDataException"/> here.
    /// </summary>
    public static int Receive(int socket, Span<byte> bytes, List<int> descriptors)
    {
        var control = stackalloc byte[ControlLength];
        fixed (byte* data = bytes)
        {
            iovec vector = new() { iov_base = data, iov_len = (nuint)bytes.Length };
            msghdr message = new()
            {
                msg_iov = &vector,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = (nuint)ControlLength,
            };
            nint got;
            do
                got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
            while (got < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (got < 0)
                throw new SystemCallException("recvmsg", Marshal.GetLastPInvokeError(), "descriptors");
            Collect(control, message.msg_controllen, descriptors);
            if ((message.msg_flags & MSG_CTRUNC) != 0)
                throw new InvalidDataException("More descriptors came than are allowed.");
            return (int)got;
        }
    }

    private static void Collect(byte* control, nuint length, List<int> descriptors)
    {
        nuint at = 0;
        while (length >= at + (nuint)sizeof(cmsghdr))
        {
            var header = (cmsghdr*)(control + at);
            if (header->cmsg_len < (nuint)sizeof(cmsghdr) || header->cmsg_len > length - at)
                return;
            if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
                foreach (var fd in new ReadOnlySpan<int>((byte*)header + sizeof(cmsghdr), (int)(header->cmsg_len - (nuint)sizeof(cmsghdr)) / sizeof(int)))
                    descriptors.Add(fd);
            at += (header->cmsg_len + 7) & ~(nuint)7;
        }
    }
}
