using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Mounts that are in no tree: they live as long as a descriptor or a process holds them (fsmount(2)).</summary>
public static class DetachedMount
{
    /// <summary>Null with the errno and the call that failed.</summary>
    public static DirectoryHandle? TryMake(string type, string source, bool readOnly, out int errno, out string call)
    {
        call = "fsopen";
        var number = SysMount.fsopen(type, SysMount.FSOPEN_CLOEXEC);
        errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (number < 0)
            return null;
        using var fs = new Descriptor(number);
        call = "fsconfig";
        if (SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, "source", source) < 0
            || (readOnly && SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, "ro", null) < 0)
            || SysMount.fsconfig(number, SysMount.FSCONFIG_CMD_CREATE, null, null) < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }
        return Mount(number, readOnly, out errno, out call);
    }

    /// <summary>
    /// Folders as overlay shows them together, the uppermost first, read-only; one folder is shown as it is. Null with the
    /// errno and the call that failed.
    /// </summary>
    /// <param name="userAttributes">Overlay's notes are kept in <c>user.overlay.*</c>.</param>
    public static DirectoryHandle? TryMakeOverlay(
        IReadOnlyList<Descriptor> layers, bool userAttributes, out int errno, out string call)
    {
        call = "fsopen";
        var number = SysMount.fsopen("overlay", SysMount.FSOPEN_CLOEXEC);
        errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (number < 0)
            return null;
        using var fs = new Descriptor(number);
        call = "fsconfig";
        // Overlay wants two layers at least where nothing can be written.
        using var empty = layers.Count == 1 ? TryMake("tmpfs", "none", readOnly: true, out errno, out call) : null;
        if (layers.Count == 1 && empty is null)
            return null;
        IEnumerable<Descriptor> all = empty is null ? layers : layers.Append(empty);
        if (all.Any(layer => SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, "lowerdir+", $"/proc/self/fd/{layer.Number}") < 0)
            || (userAttributes && SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, "userxattr", null) < 0)
            || SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, "ro", null) < 0
            || SysMount.fsconfig(number, SysMount.FSCONFIG_CMD_CREATE, null, null) < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }
        return Mount(number, readOnly: true, out errno, out call);
    }

    /// <summary>A file system of its own with options as mount(8) writes them. Null with the errno and the call that failed.</summary>
    /// <param name="flags">MS_* of mount(2); what belongs to a mount and not to a file system is kept.</param>
    public static DirectoryHandle? TryMake(string type, string source, string? options, ulong flags, out int errno, out string call)
    {
        call = "fsopen";
        var number = SysMount.fsopen(type, SysMount.FSOPEN_CLOEXEC);
        errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (number < 0)
            return null;
        using var fs = new Descriptor(number);
        call = "fsconfig";
        if (SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, "source", source) < 0)
            errno = Marshal.GetLastPInvokeError();
        foreach (var option in (options ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=');
            var result = equals < 0
                ? SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, option, null)
                : SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, option[..equals], option[(equals + 1)..]);
            if (result < 0 && errno == 0)
                errno = Marshal.GetLastPInvokeError();
        }
        if (errno == 0 && SysMount.fsconfig(number, SysMount.FSCONFIG_CMD_CREATE, null, null) < 0)
            errno = Marshal.GetLastPInvokeError();
        if (errno != 0)
            return null;
        call = "fsmount";
        var mount = SysMount.fsmount(number, SysMount.FSMOUNT_CLOEXEC, Attributes(flags));
        errno = mount < 0 ? Marshal.GetLastPInvokeError() : 0;
        return mount < 0 ? null : DirectoryHandle.FromDescriptor(mount);
    }

    /// <summary>A copy of the mount of a file or directory, with MS_REC of what is mounted below it too. Null with the errno.</summary>
    public static unsafe Descriptor? TryBind(string path, ulong flags, out int errno)
    {
        var recursive = (flags & SysMount.MS_REC) != 0 ? SysMount.AT_RECURSIVE : 0;
        var fd = SysMount.open_tree(Fcntl.AT_FDCWD, path, SysMount.OPEN_TREE_CLONE | SysMount.OPEN_TREE_CLOEXEC | recursive);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (fd < 0)
            return null;
        var mount = new Descriptor(fd);
        SysMount.mount_attr attributes = new() { attr_set = Attributes(flags) };
        if ((attributes.attr_set & SysMount.MOUNT_ATTR_NOATIME) != 0)
            attributes.attr_clr = SysMount.MOUNT_ATTR__ATIME;
        // SAFETY: the kernel reads the structure that lies on this stack.
        if (attributes.attr_set == 0 || SysMount.mount_setattr(fd, "", SysMount.AT_EMPTY_PATH | recursive, &attributes) == 0)
            return mount;
        errno = Marshal.GetLastPInvokeError();
        mount.Dispose();
        return null;
    }

    /// <summary>Puts it into the tree that the calling thread is in. 0, or errno.</summary>
    public static int TryAttach(Descriptor mount, string target) =>
        SysMount.move_mount(mount.Number, "", Fcntl.AT_FDCWD, target, SysMount.MOVE_MOUNT_F_EMPTY_PATH) == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static uint Attributes(ulong flags) =>
        ((flags & SysMount.MS_RDONLY) != 0 ? SysMount.MOUNT_ATTR_RDONLY : 0) | ((flags & SysMount.MS_NOSUID) != 0 ? SysMount.MOUNT_ATTR_NOSUID : 0)
        | ((flags & SysMount.MS_NODEV) != 0 ? SysMount.MOUNT_ATTR_NODEV : 0) | ((flags & SysMount.MS_NOEXEC) != 0 ? SysMount.MOUNT_ATTR_NOEXEC : 0)
        | ((flags & SysMount.MS_NOATIME) != 0 ? SysMount.MOUNT_ATTR_NOATIME : 0);

    private static DirectoryHandle? Mount(int number, bool readOnly, out int errno, out string call)
    {
        call = "fsmount";
        // A device node in an image must not be a device.
        var mount = SysMount.fsmount(
            number, SysMount.FSMOUNT_CLOEXEC, SysMount.MOUNT_ATTR_NODEV | (readOnly ? SysMount.MOUNT_ATTR_RDONLY : 0));
        errno = mount < 0 ? Marshal.GetLastPInvokeError() : 0;
        return mount < 0 ? null : DirectoryHandle.FromDescriptor(mount);
    }

    /// <summary>A copy of the mount of one directory, without what is mounted below it. Null with the errno.</summary>
    public static DirectoryHandle? TryCopy(string path, out int errno)
    {
        var fd = SysMount.open_tree(Fcntl.AT_FDCWD, path, SysMount.OPEN_TREE_CLONE | SysMount.OPEN_TREE_CLOEXEC);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : DirectoryHandle.FromDescriptor(fd);
    }

    /// <summary>A copy of a directory's mount with all that is mounted below it. Null with the errno.</summary>
    public static DirectoryHandle? TryCopyTree(string path, out int errno)
    {
        var fd = SysMount.open_tree(Fcntl.AT_FDCWD, path, SysMount.OPEN_TREE_CLONE | SysMount.OPEN_TREE_CLOEXEC | SysMount.AT_RECURSIVE);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : DirectoryHandle.FromDescriptor(fd);
    }

    /// <summary>Directories as one, read-only, topmost first (overlayfs). Null with the errno and the call that failed.</summary>
    /// <param name="userAttributes">Its notes are in user.*, as those of an ordinary user's.</param>
    public static DirectoryHandle? TryMerge(IReadOnlyList<string> layers, bool userAttributes, out int errno, out string call)
    {
        call = "open_tree";
        if (layers.Count == 1)
            return TryCopy(layers[0], out errno);
        call = "fsopen";
        var number = SysMount.fsopen("overlay", SysMount.FSOPEN_CLOEXEC);
        errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (number < 0)
            return null;
        using var fs = new Descriptor(number);
        call = "fsconfig";
        var done = !userAttributes || SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, "userxattr", null) >= 0;
        foreach (var layer in layers)
            done = done && SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, "lowerdir+", layer) >= 0;
        if (!done || SysMount.fsconfig(number, SysMount.FSCONFIG_CMD_CREATE, null, null) < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }
        call = "fsmount";
        var mount = SysMount.fsmount(number, SysMount.FSMOUNT_CLOEXEC, SysMount.MOUNT_ATTR_NODEV);
        errno = mount < 0 ? Marshal.GetLastPInvokeError() : 0;
        return mount < 0 ? null : DirectoryHandle.FromDescriptor(mount);
    }
}
