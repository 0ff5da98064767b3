using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>Files and descriptors. Every call gives its result or minus errno. Numbers are those of x86-64.</summary>
public static unsafe class RawFile
{
    public const int AT_FDCWD = -100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80, O_TRUNC = 0x200;
    public const int O_APPEND = 0x400, O_NONBLOCK = 0x800, O_DIRECTORY = 0x10000, O_NOFOLLOW = 0x20000;
    public const int O_NOCTTY = 0x100, O_CLOEXEC = 0x80000, O_PATH = 0x200000;
    public const ulong RESOLVE_NO_XDEV = 1, RESOLVE_NO_MAGICLINKS = 2, RESOLVE_NO_SYMLINKS = 4, RESOLVE_BENEATH = 8;
    public const ulong RESOLVE_IN_ROOT = 0x10;
    public const uint CLOSE_RANGE_UNSHARE = 2;
    public const int F_DUPFD_CLOEXEC = 1030, F_ADD_SEALS = 1033, F_GET_SEALS = 1034;
    public const uint MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2, MFD_EXEC = 0x10;
    public const int SealAll = 0x1F & ~0x10 | 0x20; // SEAL, SHRINK, GROW, WRITE and EXEC
    public const ushort S_IFMT = 0xF000, S_IFDIR = 0x4000, S_IFCHR = 0x2000, S_IFREG = 0x8000, S_IFLNK = 0xA000;
    public const int LOCK_EX = 2, LOCK_NB = 4;
    public const nint PROC_SUPER_MAGIC = 0x9fa0, DEVPTS_SUPER_MAGIC = 0x1cd1;

    public static nint openat(nint dir, byte* path, int flags, uint mode = 0) => RawCall.Invoke(257, dir, (nint)path, flags, (nint)mode);

    public static nint openat2(nint dir, byte* path, int flags, ulong resolve, uint mode = 0)
    {
        open_how how;
        how.flags = (ulong)flags;
        how.mode = mode;
        how.resolve = resolve;
        return RawCall.Invoke(437, dir, (nint)path, (nint)(&how), sizeof(open_how));
    }

    public static nint close(nint fd) => RawCall.Invoke(3, fd);

    public static nint read(nint fd, void* buffer, nint count) => RawCall.Invoke(0, fd, (nint)buffer, count);

    public static nint pread(nint fd, void* buffer, nint count, long offset) => RawCall.Invoke(17, fd, (nint)buffer, count, (nint)offset);

    public static nint write(nint fd, void* buffer, nint count) => RawCall.Invoke(1, fd, (nint)buffer, count);

    public static nint dup3(nint from, nint to, int flags) => RawCall.Invoke(292, from, to, flags);

    public static nint fcntl(nint fd, int command, nint argument) => RawCall.Invoke(72, fd, command, argument);

    public static nint pipe2(int* ends, int flags) => RawCall.Invoke(293, (nint)ends, flags);

    public static nint close_range(uint first, uint last, uint flags) => RawCall.Invoke(436, (nint)first, (nint)last, (nint)flags);

    public static nint mkdirat(nint dir, byte* path, uint mode) => RawCall.Invoke(258, dir, (nint)path, (nint)mode);

    /// <summary>A regular file: no privilege is needed for that kind of node.</summary>
    public static nint mknodat(nint dir, byte* path, uint mode) => RawCall.Invoke(259, dir, (nint)path, (nint)mode, 0);

    public static nint unlinkat(nint dir, byte* path, int flags) => RawCall.Invoke(263, dir, (nint)path, flags);

    public static nint symlinkat(byte* content, nint dir, byte* path) => RawCall.Invoke(266, (nint)content, dir, (nint)path);

    /// <summary>uint.MaxValue leaves one as it is (chown(2)).</summary>
    public static nint fchown(nint fd, uint uid, uint gid) => RawCall.Invoke(93, fd, (nint)uid, (nint)gid);

    public static nint fchmod(nint fd, uint mode) => RawCall.Invoke(91, fd, (nint)mode);

    public static nint ftruncate(nint fd, nint length) => RawCall.Invoke(77, fd, length);

    public static nint flock(nint fd, int operation) => RawCall.Invoke(73, fd, operation);

    public static nint memfd_create(byte* name, uint flags) => RawCall.Invoke(319, (nint)name, (nint)flags);

    public static nint sendfile(nint to, nint from, nint count) => RawCall.Invoke(40, to, from, 0, count);

    public static nint ioctl(nint fd, nuint request, nint argument) => RawCall.Invoke(16, fd, (nint)request, argument);

    public static nint chdir(byte* path) => RawCall.Invoke(80, (nint)path);

    public static nint chroot(byte* path) => RawCall.Invoke(161, (nint)path);

    public static nint fchdir(nint fd) => RawCall.Invoke(81, fd);

    public static nint getcwd(byte* buffer, nint size) => RawCall.Invoke(79, (nint)buffer, size);

    /// <summary>struct statx; only the fields used here.</summary>
    public static nint statx(nint dir, byte* path, int flags, statx_t* result) =>
        RawCall.Invoke(332, dir, (nint)path, flags, 0x7ff, (nint)result);

    /// <summary>First field of struct statfs: the file system's magic number, or minus errno.</summary>
    public static nint FilesystemMagic(nint fd)
    {
        var buffer = stackalloc nint[16]; // struct statfs has 120 bytes
        var result = RawCall.Invoke(138, fd, (nint)buffer);
        return result < 0 ? result : buffer[0];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct open_how
    {
        public ulong flags;
        public ulong mode;
        public ulong resolve;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct statx_t
    {
        [FieldOffset(28)] public ushort stx_mode;
        [FieldOffset(32)] public ulong stx_ino;
        [FieldOffset(128)] public uint stx_rdev_major;
        [FieldOffset(132)] public uint stx_rdev_minor;
    }
}
