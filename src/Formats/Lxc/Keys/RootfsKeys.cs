using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class RootfsKeys
{
    public static readonly LxcKey[] All =
    [
        new("lxc.rootfs.path", LxcTypes.Path, Partly, "A directory (dir:, btrfs: or plain) is the root itself, with id-mapped ownership; overlay:LOWER[:LOWER…]:UPPER writes to UPPER, with olwork beside it; loop:FILE is a file with an ext2–4, squashfs, erofs, xfs, btrfs or f2fs file system. zfs, lvm, nbd and rbd are refused. Unset is the host's tree for LXC's commands, as with LXC; orch needs --image or --rootfs then."),
        new("lxc.rootfs.mount", LxcTypes.Path, NoEffect, "The root is attached by descriptor and needs no place on the host."),
        new("lxc.rootfs.options", LxcTypes.Text, Partly, "ro, rw, nosuid, nodev, noexec, noatime, nodiratime, relatime, strictatime and idmap=container. Other options are refused."),
        new("lxc.rootfs.managed", LxcTypes.Flag, CarriedOut, "orch rm never removes a root that was given by path, whatever this says."),
        new("lxc.mount.fstab", LxcTypes.Path, CarriedOut, "Its lines come before those of lxc.mount.entry."),
        new("lxc.mount.entry", LxcTypes.Text, Partly, "bind, rbind, tmpfs, proc, sysfs, mqueue, devpts, cgroup2 and other file systems that the kernel lets a user namespace mount; ro, rw, nosuid, nodev, noexec, *atime, create=dir|file, optional, relative, nosymlink, subpath=, idmap, idmap=container or with ids, and propagation. idmap= with a path, shared and file systems on block devices are refused.") { List = true },
        new("lxc.mount.auto", LxcTypes.MountAuto, Partly, "proc and sys with mixed, ro and rw; cgroup, cgroup-full and cgroup2 as a cgroup2 mount. shmounts is refused: mounts are not injected yet.") { List = true },
        new("lxc.autodev", LxcTypes.Flag, CarriedOut, "0 leaves the root's own /dev, in which only what is bound there is a device."),
        new("lxc.autodev.tmpfs.size", LxcTypes.Size, CarriedOut, "Size of the tmpfs on /dev."),
    ];
}
