using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>fcntl.h and linux/openat2.h, x86-64.</summary>
public static partial class Fcntl
{
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_SYMLINK_FOLLOW = 0x400;
    public const int AT_EMPTY_PATH = 0x1000;

    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_DIRECTORY = 0x10000;
    public const int O_NOFOLLOW = 0x20000;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    public const int FALLOC_FL_KEEP_SIZE = 0x01;
    public const int FALLOC_FL_PUNCH_HOLE = 0x02;

    public const int SEEK_DATA = 3;
    public const int SEEK_HOLE = 4;

    public const ulong RESOLVE_NO_XDEV = 0x01;
    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;
    public const ulong RESOLVE_BENEATH = 0x08;
    public const ulong RESOLVE_IN_ROOT = 0x10;

    private const nint SYS_openat2 = 437;

    /// <summary>unistd.h.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup3(int oldfd, int newfd, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(int dirfd, string pathname, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int openat(int dirfd, byte* pathname, int flags, uint mode);

    public const int F_DUPFD_CLOEXEC = 1030;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fallocate(int fd, int mode, long offset, long len);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long lseek(int fd, long offset, int whence);

    /// <summary>openat2(2) with a path of bytes that need not be UTF-8.</summary>
    public static unsafe int openat2(int dirfd, byte* pathname, in open_how how)
    {
        // SAFETY: the struct is copied in by the kernel and not kept.
        fixed (open_how* pointer = &how)
            return (int)syscall(SYS_openat2, dirfd, (nint)pathname, (nint)pointer, (nuint)sizeof(open_how));
    }

    /// <summary>openat2(2) has no wrapper in glibc.</summary>
    public static unsafe int openat2(int dirfd, string pathname, in open_how how)
    {
        // SAFETY: the struct is copied in by the kernel and not kept.
        fixed (open_how* pointer = &how)
            return (int)syscall(SYS_openat2, dirfd, pathname, (nint)pointer, (nuint)sizeof(open_how));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint dirfd, string pathname, nint how, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint dirfd, nint pathname, nint how, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    public struct open_how
    {
        public ulong flags;
        public ulong mode;
        public ulong resolve;
    }
}
