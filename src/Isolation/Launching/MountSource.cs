using System.Runtime.InteropServices;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>Opens the source of a bind or output mount as a detached copy of the mount tree (open_tree(2), OPEN_TREE_CLONE).</summary>
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
        // An id map can be put on a single mount only where nothing is mounted below that cannot carry it.
        var below = mount.Kind == MountKind.Output || mount.Recursive == false ? 0 : SysMount.AT_RECURSIVE;
        var fd = SysMount.open_tree(Fcntl.AT_FDCWD, source, SysMount.OPEN_TREE_CLONE | SysMount.OPEN_TREE_CLOEXEC | below);
        if (fd >= 0)
            return new Descriptor(fd);
        var errno = Marshal.GetLastPInvokeError();
        problem = $"The source {source} of the mount on {mount.Target} cannot be opened: {Errno.Describe(errno)} ({Errno.Name(errno)}). "
            + "Check the path.";
        return null;
    }
}
