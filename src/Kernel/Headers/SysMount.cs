using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/mount.h: what the daemon itself does with mounts. The calls have no wrapper before glibc 2.36.</summary>
public static partial class SysMount
{
    public const uint OPEN_TREE_CLONE = 1;
    public const uint OPEN_TREE_CLOEXEC = 0x80000;
    public const uint AT_RECURSIVE = 0x8000;
    public const uint FSOPEN_CLOEXEC = 1;
    public const uint FSMOUNT_CLOEXEC = 1;
    public const uint FSCONFIG_SET_FLAG = 0;
    public const uint FSCONFIG_SET_STRING = 1;
    public const uint FSCONFIG_CMD_CREATE = 6;
    public const uint MOVE_MOUNT_F_EMPTY_PATH = 4;
    public const uint AT_EMPTY_PATH = 0x1000;
    public const uint MOUNT_ATTR_RDONLY = 1;
    public const uint MOUNT_ATTR_NOSUID = 2;
    public const uint MOUNT_ATTR_NODEV = 4;
    public const uint MOUNT_ATTR_NOEXEC = 8;
    public const uint MOUNT_ATTR_NOATIME = 0x10;
    public const uint MOUNT_ATTR__ATIME = 0x70;
    public const ulong MS_RDONLY = 1;
    public const ulong MS_NOSUID = 2;
    public const ulong MS_NODEV = 4;
    public const ulong MS_NOEXEC = 8;
    public const ulong MS_NOATIME = 0x400;
    public const ulong MS_REC = 0x4000;

    private const nint SYS_open_tree = 428;
    private const nint SYS_move_mount = 429;
    private const nint SYS_mount_setattr = 442;
    private const nint SYS_fsopen = 430;
    private const nint SYS_fsconfig = 431;
    private const nint SYS_fsmount = 432;

    public const nuint MS_BIND = 0x1000;
    public const int MNT_DETACH = 2;
    public const int UMOUNT_NOFOLLOW = 8;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mount(string source, string target, string? type, nuint flags, nint data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int umount2(string target, int flags);

    public static int open_tree(int dirfd, string filename, uint flags) => (int)syscall(SYS_open_tree, dirfd, filename, (nint)flags);

    public static int fsopen(string name, uint flags) => (int)syscall(SYS_fsopen, name, (nint)flags);

    public static int fsconfig(int fs, uint command, string? key, string? value) =>
        (int)syscall(SYS_fsconfig, fs, (nint)command, key, value, 0);

    public static int fsmount(int fs, uint flags, uint attributes) => (int)syscall(SYS_fsmount, fs, (nint)flags, (nint)attributes);

    public static int move_mount(int from, string fromPath, int to, string toPath, uint flags) =>
        (int)syscall(SYS_move_mount, from, fromPath, to, toPath, (nint)flags);

    public static unsafe int mount_setattr(int dirfd, string path, uint flags, mount_attr* attributes) =>
        (int)syscall(SYS_mount_setattr, dirfd, path, (nint)flags, attributes, (nuint)sizeof(mount_attr));

    /// <summary>struct mount_attr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct mount_attr
    {
        public ulong attr_set;
        public ulong attr_clr;
        public ulong propagation;
        public ulong userns_fd;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint from, string fromPath, nint to, string toPath, nint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint syscall(nint number, nint dirfd, string path, nint flags, mount_attr* attributes, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint dirfd, string filename, nint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, string name, nint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint fs, nint command, string? key, string? value, nint aux);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint fs, nint flags, nint attributes);
}
