using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/stat.h and linux/stat.h.</summary>
public static partial class SysStat
{
    public const ushort S_IFMT = 0xF000;
    public const ushort S_IFSOCK = 0xC000;
    public const ushort S_IFLNK = 0xA000;
    public const ushort S_IFREG = 0x8000;
    public const ushort S_IFBLK = 0x6000;
    public const ushort S_IFDIR = 0x4000;
    public const ushort S_IFCHR = 0x2000;
    public const ushort S_IFIFO = 0x1000;

    public const uint STATX_BASIC_STATS = 0x7ff;
    public const uint STATX_MNT_ID = 0x1000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkfifoat(int dirfd, string pathname, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(int dirfd, string pathname, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mknodat(int dirfd, string pathname, uint mode, ulong dev);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int fchmodat(int dirfd, string pathname, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int fchmodat(int dirfd, byte* pathname, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fchmod(int fd, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int dirfd, string pathname, int flags, uint mask, out statx_t buffer);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int mkdirat(int dirfd, byte* pathname, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int mknodat(int dirfd, byte* pathname, uint mode, ulong dev);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int statx(int dirfd, byte* pathname, int flags, uint mask, out statx_t buffer);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int futimens(int fd, timespec* times);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int utimensat(int dirfd, byte* pathname, timespec* times, int flags);

    [LibraryImport("libc")]
    public static partial uint umask(uint mask);

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    /// <summary>struct statx, 256 bytes; what is not used here is left as padding.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct statx_t
    {
        [FieldOffset(0)] public uint stx_mask;
        [FieldOffset(16)] public uint stx_nlink;
        [FieldOffset(20)] public uint stx_uid;
        [FieldOffset(24)] public uint stx_gid;
        [FieldOffset(28)] public ushort stx_mode;
        [FieldOffset(32)] public ulong stx_ino;
        [FieldOffset(40)] public ulong stx_size;
        [FieldOffset(48)] public ulong stx_blocks;
        [FieldOffset(64)] public long stx_atime_sec;
        [FieldOffset(72)] public uint stx_atime_nsec;
        [FieldOffset(112)] public long stx_mtime_sec;
        [FieldOffset(120)] public uint stx_mtime_nsec;
        [FieldOffset(128)] public uint stx_rdev_major;
        [FieldOffset(132)] public uint stx_rdev_minor;
        [FieldOffset(136)] public uint stx_dev_major;
        [FieldOffset(140)] public uint stx_dev_minor;
        [FieldOffset(144)] public ulong stx_mnt_id;
    }
}
