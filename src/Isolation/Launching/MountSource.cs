using System.Runtime.InteropServices;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>Opens what a mount takes from the host as a detached copy of the mount tree (open_tree(2), OPEN_TREE_CLONE).</summary>
public static class MountSource
{
    /// <summary>
    /// The source is held by descriptor from here on, so nobody can exchange it for another. Null handle:
    /// <paramref name="problem"/> says what is wrong with the source.
    /// </summary>
    public static Descriptor? Open(MountSpec mount, out string? problem)
    {
        problem = null;
        if (mount.Source is not { } source)
        {
            problem = $"The mount on {mount.Target} has no source; name the host's file or directory.";
            return null;
        }
        if (mount.Subpath is null)
            return Clone(mount, Fcntl.AT_FDCWD, source, 0, source, out problem);
        using var top = DirectoryHandle.TryOpen(source, out var errno);
        if (top is not null)
            return Below(mount, top, out problem);
        problem = Text(mount, source, errno);
        return null;
    }

    /// <summary>As <see cref="Open"/>, for a source that is open already, such as a volume.</summary>
    public static Descriptor? Below(MountSpec mount, DirectoryHandle source, out string? problem)
    {
        if (mount.Subpath is not { } path)
            return Clone(mount, source.Number, "", Fcntl.AT_EMPTY_PATH, mount.Source!, out problem);
        // Whoever writes there may exchange directories for links at any time: the kernel resolves the path as if the
        // source were the root, and the descriptor stays what it was.
        using var found = source.TryOpenInRoot(path, Fcntl.O_PATH, out var errno, links: mount.NoSymlinks != true);
        if (found is not null)
            return Clone(mount, found.Number, "", Fcntl.AT_EMPTY_PATH, $"{mount.Source}/{path}", out problem);
        problem = Text(mount, $"{mount.Source} with the subpath {path}", errno);
        return null;
    }

    private static Descriptor? Clone(MountSpec mount, int directory, string path, int flags, string shown, out string? problem)
    {
        // An id map can be put on a single mount only where nothing is mounted below that cannot carry it.
        var below = mount.Kind == MountKind.Output || mount.Recursive == false ? 0 : SysMount.AT_RECURSIVE;
        var fd = SysMount.open_tree(
            directory, path, SysMount.OPEN_TREE_CLONE | SysMount.OPEN_TREE_CLOEXEC | below | (uint)flags);
        problem = fd >= 0 ? null : Text(mount, shown, Marshal.GetLastPInvokeError());
        return fd >= 0 ? new Descriptor(fd) : null;
    }

    private static string Text(MountSpec mount, string source, int errno) =>
        $"The source {source} of the mount on {mount.Target} cannot be opened: {Errno.Describe(errno)} ({Errno.Name(errno)}). "
        + (errno == Errno.EAGAIN ? "Something there is renamed all the time; start it when that has ended." : "Check the path.");
}
