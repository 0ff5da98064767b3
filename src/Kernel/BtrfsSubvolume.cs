using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Subvolumes of btrfs, made, copied and removed in one step whatever their size (btrfs(5), ioctls of linux/btrfs.h).</summary>
public static unsafe class BtrfsSubvolume
{
    public static bool IsBtrfs(DirectoryHandle directory) =>
        SysStatfs.fstatfs(directory.Number, out var found) == 0 && found.f_type == LinuxBtrfs.BTRFS_SUPER_MAGIC;

    /// <summary>Whether an entry is a subvolume and no plain directory.</summary>
    public static bool Is(DirectoryHandle parent, string name)
    {
        using var opened = parent.TryOpenDirectory(name, out _);
        return opened is not null && IsBtrfs(opened) && opened.Status().Inode == LinuxBtrfs.BTRFS_FIRST_FREE_OBJECTID;
    }

    /// <summary>0, or errno.</summary>
    public static int TryCreate(DirectoryHandle parent, string name) =>
        Call(parent, LinuxBtrfs.BTRFS_IOC_SUBVOL_CREATE_V2, name, null, readOnly: false);

    /// <summary>A copy of a subvolume that shares all its blocks. 0, or errno.</summary>
    public static int TrySnapshot(DirectoryHandle source, DirectoryHandle parent, string name, bool readOnly) =>
        Call(parent, LinuxBtrfs.BTRFS_IOC_SNAP_CREATE_V2, name, source, readOnly);

    /// <summary>0, or errno; ENOTEMPTY: it holds other subvolumes.</summary>
    public static int TryRemove(DirectoryHandle parent, string name)
    {
        LinuxBtrfs.vol_args arguments = default;
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > LinuxBtrfs.NameBytes)
            return Errno.ENAMETOOLONG;
        bytes.CopyTo(new Span<byte>(arguments.name, LinuxBtrfs.NameBytes));
        // SAFETY: the struct lives on this stack for the length of the call.
        return LinuxBtrfs.ioctl(parent.Number, LinuxBtrfs.BTRFS_IOC_SNAP_DESTROY, &arguments) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// The bytes that the subvolume may refer to, and those that are its own alone; null is without limit. Accounting of the
    /// whole file system is switched on if it is not yet. 0, or errno.
    /// </summary>
    public static int TryLimit(DirectoryHandle subvolume, long? referred, long? own)
    {
        LinuxBtrfs.quota_ctl_args quota = new() { cmd = LinuxBtrfs.BTRFS_QUOTA_CTL_ENABLE };
        // SAFETY: both structs live on this stack for the length of the calls.
        if (LinuxBtrfs.ioctl(subvolume.Number, LinuxBtrfs.BTRFS_IOC_QUOTA_CTL, &quota) != 0
            && Marshal.GetLastPInvokeError() is var errno and not Errno.EEXIST)
        {
            return errno;
        }
        LinuxBtrfs.qgroup_limit_args limit = new()
        {
            flags = (referred is null ? 0 : LinuxBtrfs.BTRFS_QGROUP_LIMIT_MAX_RFER) | (own is null ? 0 : LinuxBtrfs.BTRFS_QGROUP_LIMIT_MAX_EXCL),
            max_rfer = (ulong)(referred ?? 0),
            max_excl = (ulong)(own ?? 0),
        };
        return LinuxBtrfs.ioctl(subvolume.Number, LinuxBtrfs.BTRFS_IOC_QGROUP_LIMIT, &limit) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static int Call(DirectoryHandle parent, nuint request, string name, DirectoryHandle? source, bool readOnly)
    {
        LinuxBtrfs.vol_args_v2 arguments = default;
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > LinuxBtrfs.NameBytes)
            return Errno.ENAMETOOLONG;
        arguments.fd = source?.Number ?? 0;
        arguments.flags = readOnly ? LinuxBtrfs.BTRFS_SUBVOL_RDONLY : 0;
        bytes.CopyTo(new Span<byte>(arguments.name, LinuxBtrfs.NameBytes));
        // SAFETY: the struct lives on this stack for the length of the call.
        return LinuxBtrfs.ioctl(parent.Number, request, &arguments) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
