using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Parts of a file that take no place on the disk (fallocate(2), lseek(2) with SEEK_DATA).</summary>
public static class Holes
{
    /// <summary>Gives back the place of the file's beginning; what follows keeps its offset. 0, or errno.</summary>
    public static int Punch(SafeHandle file, long length)
    {
        var fd = (int)file.DangerousGetHandle();
        return Fcntl.fallocate(fd, Fcntl.FALLOC_FL_PUNCH_HOLE | Fcntl.FALLOC_FL_KEEP_SIZE, 0, length) == 0
            ? 0
            : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Where data begins at or after an offset; the offset itself where the file system has no holes, and null when nothing
    /// but a hole follows. It moves the file's position: for files that are read by offset.
    /// </summary>
    public static long? DataFrom(SafeHandle file, long offset)
    {
        var found = Fcntl.lseek((int)file.DangerousGetHandle(), offset, Fcntl.SEEK_DATA);
        if (found >= 0)
            return found;
        return Marshal.GetLastPInvokeError() == Errno.ENXIO ? null : offset;
    }
}
