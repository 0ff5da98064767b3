using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>An open file descriptor that is closed once, whoever holds it last.</summary>
public class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor(int fd) : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number, for system calls while this object is known to live.</summary>
    public int Number => (int)handle;

    /// <summary>Reads from the start into <paramref name="buffer"/> until it is full or the file ends.</summary>
    /// <returns>Bytes read, or minus errno.</returns>
    public unsafe int ReadAt(Span<byte> buffer, long offset = 0)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            nint got;
            // SAFETY: the span is pinned for the length of the call.
            fixed (byte* pointer = buffer[total..])
                got = Unistd.pread(Number, pointer, (nuint)(buffer.Length - total), offset + total);
            if (got == 0)
                break;
            if (got > 0)
            {
                total += (int)got;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
                return -errno;
        }
        return total;
    }

    /// <summary>
    /// One pread(2) from the start: the whole of a kernel's file that fits, which makes its text anew for each call, the one
    /// that would only find the end included.
    /// </summary>
    /// <returns>Bytes read, or minus errno.</returns>
    public unsafe int ReadOnce(Span<byte> buffer)
    {
        while (true)
        {
            nint got;
            // SAFETY: the span is pinned for the length of the call.
            fixed (byte* pointer = buffer)
                got = Unistd.pread(Number, pointer, (nuint)buffer.Length, 0);
            if (got >= 0)
                return (int)got;
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
                return -errno;
        }
    }

    /// <summary>One write(2), as kernel interfaces ask for. 0, or minus errno.</summary>
    public unsafe int Write(ReadOnlySpan<byte> data)
    {
        while (true)
        {
            nint put;
            // SAFETY: the span is pinned for the length of the call.
            fixed (byte* pointer = data)
                put = Unistd.write(Number, pointer, (nuint)data.Length);
            if (put == data.Length)
                return 0;
            if (put >= 0)
                return -Errno.EIO;
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
                return -errno;
        }
    }

    public Status Status() =>
        SysStat.statx(Number, "", Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS, out var found) == 0
            ? new Status(found)
            : throw new SystemCallException("statx", Marshal.GetLastPInvokeError(), "Looking at an open file");

    /// <summary>Another descriptor of the same open file.</summary>
    public static Descriptor Duplicate(int number)
    {
        var fd = Fcntl.fcntl(number, Fcntl.F_DUPFD_CLOEXEC, 3);
        return fd >= 0 ? new Descriptor(fd) : throw new SystemCallException("fcntl", Marshal.GetLastPInvokeError(), "Duplicating a descriptor");
    }

    /// <summary>Gives the number away: the caller closes it.</summary>
    public int Release()
    {
        var fd = Number;
        SetHandleAsInvalid();
        return fd;
    }

    protected override bool ReleaseHandle() => Unistd.close((int)handle) == 0;
}
