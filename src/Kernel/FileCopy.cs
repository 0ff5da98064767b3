using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// The content of a file into an empty one: by reference where the file system can (ioctl_ficlone(2)), else within the
/// kernel (copy_file_range(2)), holes left out.
/// </summary>
public static unsafe class FileCopy
{
    private const int BufferSize = 1 << 17;

    /// <summary>Whether the two share their blocks now. False: it cannot be done between these files.</summary>
    public static bool TryShare(Descriptor source, Descriptor target) =>
        LinuxFs.ioctl(target.Number, LinuxFs.FICLONE, source.Number) == 0;

    /// <exception cref="SystemCallException">E.g. no space is left.</exception>
    public static void Copy(Descriptor source, Descriptor target, long size)
    {
        if (LinuxFs.ftruncate(target.Number, size) != 0)
            throw new SystemCallException("ftruncate", Marshal.GetLastPInvokeError(), "Copying a file");
        for (long at = 0; at < size;)
        {
            var data = Fcntl.lseek(source.Number, at, Fcntl.SEEK_DATA);
            if (data < 0 && Marshal.GetLastPInvokeError() == Errno.ENXIO)
                return;
            at = data < 0 ? at : data;
            var hole = data < 0 ? size : Fcntl.lseek(source.Number, at, Fcntl.SEEK_HOLE);
            var end = hole < 0 ? size : Math.Min(hole, size);
            if (at >= end || !Range(source, target, ref at, end))
                return;
        }
    }

    /// <summary>False: the source has become shorter meanwhile.</summary>
    private static bool Range(Descriptor source, Descriptor target, ref long at, long end)
    {
        while (at < end)
        {
            var (from, to) = (at, at);
            var moved = LinuxFs.copy_file_range(source.Number, &from, target.Number, &to, (nuint)(end - at), 0);
            if (moved > 0)
            {
                at += moved;
                continue;
            }
            if (moved == 0)
                return false;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR)
                continue;
            // Between these two the kernel does not do it.
            return errno is Errno.EXDEV or Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS
                ? ByHand(source, target, ref at, end)
                : throw new SystemCallException("copy_file_range", errno, "Copying a file");
        }
        return true;
    }

    private static bool ByHand(Descriptor source, Descriptor target, ref long at, long end)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (at < end)
            {
                var got = source.ReadAt(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                if (got < 0)
                    throw new SystemCallException("pread", -got, "Copying a file");
                if (got == 0)
                    return false;
                Fcntl.lseek(target.Number, at, 0);
                var errno = -target.Write(buffer.AsSpan(0, got));
                if (errno != 0)
                    throw new SystemCallException("write", errno, "Copying a file");
                at += got;
            }
            return true;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
