using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>Mounts by descriptors (open_tree, fsopen, mount_setattr …). Results as in <see cref="RawFile"/>.</summary>
public static unsafe class RawMount
{
    public const uint OPEN_TREE_CLONE = 1, OPEN_TREE_CLOEXEC = 0x80000, AT_RECURSIVE = 0x8000;
    public const uint MOVE_MOUNT_F_EMPTY_PATH = 4, MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    public const uint FSOPEN_CLOEXEC = 1, FSMOUNT_CLOEXEC = 1;
    public const uint FSCONFIG_SET_FLAG = 0, FSCONFIG_SET_STRING = 1, FSCONFIG_SET_FD = 5, FSCONFIG_CMD_CREATE = 6;
    public const ulong MOUNT_ATTR_RDONLY = 1, MOUNT_ATTR_NOSUID = 2, MOUNT_ATTR_NODEV = 4, MOUNT_ATTR_NOEXEC = 8;
    public const ulong MOUNT_ATTR_IDMAP = 0x0010_0000;
    public const ulong MOUNT_ATTR__ATIME = 0x70;
    public const nint MS_REC = 0x4000, MS_PRIVATE = 0x40000;
    public const int MNT_DETACH = 2;

    public static nint open_tree(nint dir, byte* path, uint flags) => RawCall.Invoke(428, dir, (nint)path, (nint)flags);

    public static nint move_mount(nint from, byte* fromPath, nint to, byte* toPath, uint flags) =>
        RawCall.Invoke(429, from, (nint)fromPath, to, (nint)toPath, (nint)flags);

    public static nint fsopen(byte* name, uint flags) => RawCall.Invoke(430, (nint)name, (nint)flags);

    public static nint fsconfig(nint fs, uint command, byte* key, byte* value, nint aux = 0) =>
        RawCall.Invoke(431, fs, (nint)command, (nint)key, (nint)value, aux);

    public static nint fsmount(nint fs, uint flags, ulong attributes) => RawCall.Invoke(432, fs, (nint)flags, (nint)attributes);

    public static nint mount_setattr(nint dir, byte* path, uint flags, mount_attr* attributes) =>
        RawCall.Invoke(442, dir, (nint)path, (nint)flags, (nint)attributes, sizeof(mount_attr));

    public static nint mount(byte* source, byte* target, byte* type, nint flags) =>
        RawCall.Invoke(165, (nint)source, (nint)target, (nint)type, flags, 0);

    public static nint umount2(byte* target, int flags) => RawCall.Invoke(166, (nint)target, flags);

    public static nint pivot_root(byte* newRoot, byte* putOld) => RawCall.Invoke(155, (nint)newRoot, (nint)putOld);

    [StructLayout(LayoutKind.Sequential)]
    public struct mount_attr
    {
        public ulong attr_set;
        public ulong attr_clr;
        public ulong propagation;
        public ulong userns_fd;
    }
}
