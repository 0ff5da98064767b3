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
