using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Mounts below the new root; each is complete and has its attributes before it becomes visible.</summary>
internal static unsafe class ChildMounts
{
    private const int NotThere = -2, NotADirectory = -20, TooManyLinks = -40, WrongDevice = -6, InvalidArgument = -22;
    private const int IsADirectory = 21;

    public static nint Filesystem(ChildContext* child, PlanOp* op)
    {
        var mount = NewFilesystem(child, child->Plan.Text(op->Text2), op);
        if (mount < 0)
            return mount;
        var target = child->Plan.Text(op->Text1);
        return (op->Flags & PlanOpFlags.InBase) != 0
            ? PlaceInBase(child, mount, target, directory: true)
            : Place(child, mount, target, op->Flags, 0);
    }

    public static nint Device(ChildContext* child, PlanOp* op)
    {
        var mount = ChildStep.Check(child, Call.open_tree, RawMount.open_tree(RawFile.AT_FDCWD, child->Plan.Text(op->Text2),
            RawMount.OPEN_TREE_CLONE | RawMount.OPEN_TREE_CLOEXEC | RawFile.AT_SYMLINK_NOFOLLOW));
        if (mount < 0)
            return mount;
        var result = CheckDevice(child, mount, (uint)op->Arg1, (uint)op->Arg2);
        if (result < 0)
            return result;
        var target = child->Plan.Text(op->Text1);
        return (op->Flags & PlanOpFlags.InBase) != 0
            ? PlaceInBase(child, mount, target, directory: false)
            : Place(child, mount, target, op->Flags, 1);
    }

    public static nint Host(ChildContext* child, PlanOp* op)
    {
        var source = RawFile.openat2(RawFile.AT_FDCWD, child->Plan.Text(op->Text2), RawFile.O_PATH | RawFile.O_CLOEXEC, 0);
        if (source < 0)
            return ChildStep.Check(child, Call.openat2, source);
        var mount = Clone(child, source, op->Arg1, true);
        RawFile.close(source);
        return mount < 0 ? mount : Place(child, mount, child->Plan.Text(op->Text1), op->Flags, 2);
    }

    public static nint Slot(ChildContext* child, PlanOp* op)
    {
        var mount = child->Slots[op->Slot];
        RawMount.mount_attr attributes = default;
        // A copy is a peer of what it was copied from (mount_namespaces(7)): the tie is cut on every mount of it.
        attributes.propagation = op->Number == 0 ? (ulong)RawMount.MS_PRIVATE : op->Number;
        var shallow = (op->Flags & PlanOpFlags.Shallow) != 0;
        var result = (nint)0;
        if (shallow)
        {
            result = ChildStep.Check(child, Call.mount_setattr, RawMount.mount_setattr(
                mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH | RawMount.AT_RECURSIVE, &attributes));
            attributes.propagation = 0;
        }
        attributes.attr_set = op->Arg1;
        attributes.attr_clr = op->Arg2;
        if (result >= 0)
        {
            result = ChildStep.Check(child, Call.mount_setattr, RawMount.mount_setattr(
                mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH | (shallow ? 0 : RawMount.AT_RECURSIVE), &attributes));
        }
        return result < 0 ? result : Place(child, mount, child->Plan.Text(op->Text1), op->Flags, 2);
    }

    public static nint Mask(ChildContext* child, PlanOp* op)
    {
        var target = Existing(child, op);
        if (target < 0)
            return target == NotThere || target == NotADirectory ? 0 : ChildStep.Check(child, Call.openat2, target);
        RawFile.statx_t status;
        var result = ChildStep.Check(child, Call.statx,
            RawFile.statx(target, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status));
        if (result < 0)
            return result;
        var mount = (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFDIR ? EmptyDirectory(child) : Null(child);
        if (mount < 0)
            return mount;
        result = Attach(child, mount, target);
        if (child->EmptyFd < 0 && (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFDIR)
            child->EmptyFd = (int)mount;
        else
            RawFile.close(mount);
        RawFile.close(target);
        return result;
    }

    public static nint ReadOnlyPath(ChildContext* child, PlanOp* op)
    {
        var target = NoLink(child, op);
        if (target <= 0)
            return target;
        var mount = Clone(child, target, RawMount.MOUNT_ATTR_RDONLY | op->Arg1, true);
        if (mount < 0)
            return mount;
        var result = Attach(child, mount, target);
        RawFile.close(mount);
        RawFile.close(target);
        return result;
    }

    /// <summary>A copy of the path without read-only, on top of it. Mounts below keep what they have.</summary>
    public static nint WritablePath(ChildContext* child, PlanOp* op)
    {
        var target = NoLink(child, op);
        if (target <= 0)
            return target;
        var mount = Clone(child, target, 0, false);
        if (mount < 0)
            return mount;
        RawMount.mount_attr attributes = default;
        attributes.attr_clr = RawMount.MOUNT_ATTR_RDONLY;
        var result = ChildStep.Check(child, Call.mount_setattr, RawMount.mount_setattr(
            mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &attributes));
        if (result >= 0)
            result = Attach(child, mount, target);
        RawFile.close(mount);
        RawFile.close(target);
        return result;
    }

    /// <summary>Binds what a descriptor stands for on a path of the new root; no link on the way is followed.</summary>
    public static nint Bind(ChildContext* child, nint source, byte* path)
    {
        var mount = Clone(child, source, 0, false);
        return mount < 0 ? mount : Place(child, mount, path, PlanOpFlags.NoSymlinks, 1);
    }

    /// <summary>From one place in the root to another; both are resolved as if the root were "/" already.</summary>
    public static nint Inside(ChildContext* child, PlanOp* op)
    {
        var source = ChildStep.Check(child, Call.openat2, ChildPaths.Find(
            child->Page->RootFd, child->Plan.Text(op->Text2), RawFile.RESOLVE_IN_ROOT | RawFile.RESOLVE_NO_MAGICLINKS));
        if (source < 0)
            return source;
        var mount = Clone(child, source, op->Arg1, (op->Flags & PlanOpFlags.Recursive) != 0);
        RawFile.close(source);
        return mount < 0 ? mount : Place(child, mount, child->Plan.Text(op->Text1), op->Flags, 2);
    }

    /// <summary>0: it is not there. A link that is mounted on itself still leads to where it led, writable as before.</summary>
    private static nint NoLink(ChildContext* child, PlanOp* op)
    {
        var target = Existing(child, op);
        if (target < 0)
            return target == NotThere || target == NotADirectory ? 0 : ChildStep.Check(child, Call.openat2, target);
        RawFile.statx_t status;
        var result = ChildStep.Check(child, Call.statx,
            RawFile.statx(target, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status));
        if (result < 0)
            return result;
        return (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFLNK ? ChildStep.Check(child, Call.openat2, TooManyLinks) : target;
    }

    private static nint Existing(ChildContext* child, PlanOp* op) => RawFile.openat2(
        child->Page->RootFd, child->Plan.Text(op->Text1), RawFile.O_PATH | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW,
        RawFile.RESOLVE_IN_ROOT | RawFile.RESOLVE_NO_SYMLINKS);

    private static nint NewFilesystem(ChildContext* child, byte* type, PlanOp* op)
    {
        var fs = ChildStep.Check(child, Call.fsopen, RawMount.fsopen(type, RawMount.FSOPEN_CLOEXEC));
        if (fs < 0)
            return fs;
        var option = child->Plan.Data(op->DataOffset);
        var end = option + op->DataBytes;
        while (option < end)
        {
            var value = option + Length(option) + 1;
            var set = *value == 0
                ? RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_FLAG, option, null)
                : RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_STRING, option, value);
            if (set < 0)
                return ChildStep.Check(child, Call.fsconfig, set);
            option = value + Length(value) + 1;
        }
        return Create(child, fs, op->Arg1);
    }

    public static nint Create(ChildContext* child, nint fs, ulong attributes)
    {
        var created = ChildStep.Check(child, Call.fsconfig, RawMount.fsconfig(fs, RawMount.FSCONFIG_CMD_CREATE, null, null));
        if (created < 0)
            return created;
        var mount = ChildStep.Check(child, Call.fsmount, RawMount.fsmount(fs, RawMount.FSMOUNT_CLOEXEC, attributes));
        RawFile.close(fs);
        return mount;
    }

    /// <summary>A detached copy; AT_RECURSIVE sets the attributes on every mount below too: ro means all of it.</summary>
    private static nint Clone(ChildContext* child, nint source, ulong set, bool recursive)
    {
        var below = recursive ? RawMount.AT_RECURSIVE : 0;
        var mount = ChildStep.Check(child, Call.open_tree, RawMount.open_tree(source, ChildRoot.Text(""u8),
            RawMount.OPEN_TREE_CLONE | RawMount.OPEN_TREE_CLOEXEC | RawFile.AT_EMPTY_PATH | below));
        if (mount < 0 || set == 0)
            return mount;
        RawMount.mount_attr attributes = default;
        attributes.attr_set = set;
        var result = ChildStep.Check(child, Call.mount_setattr, RawMount.mount_setattr(
            mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH | below, &attributes));
        return result < 0 ? result : mount;
    }

    /// <param name="kind">0: the mount is a directory, 1: a file, 2: see which.</param>
    private static nint Place(ChildContext* child, nint mount, byte* path, PlanOpFlags flags, int kind)
    {
        var directory = kind == 0;
        if (kind == 2)
        {
            RawFile.statx_t status;
            var result = ChildStep.Check(child, Call.statx,
                RawFile.statx(mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status));
            if (result < 0)
                return result;
            directory = (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFDIR;
        }
        var target = ChildPaths.Target(
            child, path, directory, (flags & PlanOpFlags.NoSymlinks) != 0, (flags & PlanOpFlags.NoCreate) == 0);
        if (target < 0)
            return target;
        var moved = Attach(child, mount, target);
        if (moved == InvalidArgument)
            moved = -KindProblem(target, directory);
        RawFile.close(target);
        if ((flags & PlanOpFlags.Base) != 0)
            child->BaseFd = (int)mount;
        else
            RawFile.close(mount);
        return moved;
    }

    /// <summary>move_mount(2) says EINVAL where mount(2) says what is wrong: a directory on something else, or the reverse.</summary>
    private static int KindProblem(nint target, bool directory)
    {
        RawFile.statx_t status;
        if (RawFile.statx(target, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status) < 0)
            return -InvalidArgument;
        var isDirectory = (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFDIR;
        return isDirectory == directory ? -InvalidArgument : directory ? -NotADirectory : IsADirectory;
    }

    private static nint PlaceInBase(ChildContext* child, nint mount, byte* name, bool directory)
    {
        var made = directory
            ? ChildStep.Check(child, Call.mkdirat, RawFile.mkdirat(child->BaseFd, name, 0x1ED))
            : ChildStep.Check(child, Call.mknodat, RawFile.mknodat(child->BaseFd, name, RawFile.S_IFREG | 0x1A4));
        if (made < 0)
            return made;
        var moved = ChildStep.Check(child, Call.move_mount, RawMount.move_mount(
            mount, ChildRoot.Text(""u8), child->BaseFd, name, RawMount.MOVE_MOUNT_F_EMPTY_PATH));
        RawFile.close(mount);
        return moved;
    }

    private static nint Attach(ChildContext* child, nint mount, nint target) =>
        ChildStep.Check(child, Call.move_mount, RawMount.move_mount(mount, ChildRoot.Text(""u8), target, ChildRoot.Text(""u8),
            RawMount.MOVE_MOUNT_F_EMPTY_PATH | RawMount.MOVE_MOUNT_T_EMPTY_PATH));

    /// <summary>A copy of the host's /dev/null, known to be the real one (CVE-2025-31133).</summary>
    private static nint Null(ChildContext* child)
    {
        if (child->NullFd < 0)
        {
            var source = ChildStep.Check(child, Call.openat2, RawFile.openat2(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8),
                RawFile.O_PATH | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW, RawFile.RESOLVE_NO_SYMLINKS));
            if (source < 0)
                return source;
            var result = CheckDevice(child, source, 1, 3);
            if (result < 0)
                return result;
            child->NullFd = (int)source;
        }
        return Clone(child, child->NullFd, 0, false);
    }

    private static nint EmptyDirectory(ChildContext* child)
    {
        if (child->EmptyFd >= 0)
            return Clone(child, child->EmptyFd, 0, false);
        var fs = ChildStep.Check(child, Call.fsopen, RawMount.fsopen(ChildRoot.Text("tmpfs"u8), RawMount.FSOPEN_CLOEXEC));
        if (fs < 0)
            return fs;
        RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_STRING, ChildRoot.Text("size"u8), ChildRoot.Text("4k"u8));
        return Create(child, fs, RawMount.MOUNT_ATTR_RDONLY | RawMount.MOUNT_ATTR_NOSUID
            | RawMount.MOUNT_ATTR_NODEV | RawMount.MOUNT_ATTR_NOEXEC);
    }

    private static nint CheckDevice(ChildContext* child, nint fd, uint major, uint minor)
    {
        RawFile.statx_t status;
        var result = ChildStep.Check(child, Call.statx,
            RawFile.statx(fd, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status));
        if (result < 0)
            return result;
        var same = (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFCHR
            && status.stx_rdev_major == major && status.stx_rdev_minor == minor;
        return same ? 0 : ChildStep.Check(child, Call.device_check, WrongDevice);
    }

    private static nint Length(byte* text)
    {
        nint length = 0;
        while (text[length] != 0)
            length++;
        return length;
    }
}
