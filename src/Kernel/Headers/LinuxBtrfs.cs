using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/btrfs.h: what is done with subvolumes and their quota groups.</summary>
public static unsafe partial class LinuxBtrfs
{
    /// <summary>f_type of statfs(2), linux/magic.h.</summary>
    public const long BTRFS_SUPER_MAGIC = 0x9123683E;

    /// <summary>Number of the root directory of each subvolume.</summary>
    public const ulong BTRFS_FIRST_FREE_OBJECTID = 256;

    public const nuint BTRFS_IOC_SNAP_DESTROY = 0x5000940F;
    public const nuint BTRFS_IOC_SNAP_CREATE_V2 = 0x50009417;
    public const nuint BTRFS_IOC_SUBVOL_CREATE_V2 = 0x50009418;
    public const nuint BTRFS_IOC_QUOTA_CTL = 0xC0109428;
    public const nuint BTRFS_IOC_QGROUP_LIMIT = 0x8030942B;

    public const ulong BTRFS_SUBVOL_RDONLY = 2;
    public const ulong BTRFS_QUOTA_CTL_ENABLE = 1;
    public const ulong BTRFS_QGROUP_LIMIT_MAX_RFER = 1;
    public const ulong BTRFS_QGROUP_LIMIT_MAX_EXCL = 2;

    public const int NameBytes = 4039;

    [StructLayout(LayoutKind.Explicit, Size = 4096)]
    public struct vol_args
    {
        [FieldOffset(0)] public long fd;
        [FieldOffset(8)] public fixed byte name[4088];
    }

    [StructLayout(LayoutKind.Explicit, Size = 4096)]
    public struct vol_args_v2
    {
        [FieldOffset(0)] public long fd;
        [FieldOffset(16)] public ulong flags;
        [FieldOffset(56)] public fixed byte name[4040];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct quota_ctl_args
    {
        public ulong cmd;
        public ulong status;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct qgroup_limit_args
    {
        public ulong qgroupid;
        public ulong flags;
        public ulong max_rfer;
        public ulong max_excl;
        public ulong rsv_rfer;
        public ulong rsv_excl;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, void* argument);
}
