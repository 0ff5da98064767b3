using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>dirent.h: getdents64(2), which fills a buffer with linux_dirent64 records.</summary>
public static unsafe partial class Dirent
{
    public const byte DT_DIR = 4;

    /// <summary>Offsets within linux_dirent64: ino 0, off 8, reclen 16, type 18, name 19.</summary>
    public const int d_reclen = 16;

    public const int d_type = 18;
    public const int d_name = 19;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint getdents64(int fd, byte* dirp, nuint count);
}
