using Orchestrator.Contracts.Containers;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>What a container gets while it runs. It lasts until the container stops, and each is an event in its history.</summary>
public sealed partial class LxcContainer
{
    /// <summary>Gives it a device: its node, and the right to use it.</summary>
    /// <param name="source">The device node of the host.</param>
    /// <param name="destination">Path inside; null: the same. Missing directories are made.</param>
    public bool AddDeviceNode(string source, string? destination = null) => Guard(false, () => Plug(new HotplugRequest("add-device", source, destination)));

    /// <summary>Takes a device away: its node, and the right to use it.</summary>
    /// <param name="source">The device node of the host.</param>
    /// <param name="destination">Path inside; null: the same.</param>
    public bool RemoveDeviceNode(string source, string? destination = null) => Guard(false, () => Plug(new HotplugRequest("remove-device", source, destination)));

    /// <summary>Mounts something in it, of which no directory has to be shared with the host (<c>shmounts:</c> is not needed).</summary>
    /// <param name="source">A file or directory of the host, or what the file system is of.</param>
    /// <param name="target">Path inside; it is made if it is not there.</param>
    /// <param name="fileSystem">Null, empty or <c>none</c>: the source is bound.</param>
    /// <param name="flags">MS_* of mount(2).</param>
    /// <param name="data">Options of the file system.</param>
    /// <returns>0, or a negative number.</returns>
    public int Mount(string? source, string target, string? fileSystem, ulong flags, string? data) => Guard(-Errno.EINVAL, () => Plug(
        new HotplugRequest("mount", source, target)
        {
            FileSystem = fileSystem is null or "" or "none" || (flags & Bind) != 0 ? null : fileSystem,
            Flags = flags,
            Options = data is { Length: > 0 } ? data : null,
        })
        ? 0
        : -Errno.ESRCH);

    /// <summary>Unmounts something in it.</summary>
    /// <param name="flags">MNT_* of umount(2).</param>
    /// <returns>0, or a negative number.</returns>
    public int Umount(string target, ulong flags) =>
        Guard(-Errno.EINVAL, () => Plug(new HotplugRequest("umount", null, target) { Flags = flags }) ? 0 : -Errno.ESRCH);

    /// <summary>MS_BIND of mount(2).</summary>
    private const ulong Bind = 0x1000;

    /// <summary>Whether it runs in the engine, and not by a monitor of LXC's own.</summary>
    private bool OfEngine => View is { State: not ContainerStates.Stopped };

    private bool Plug(HotplugRequest request)
    {
        if (Running() is not { } daemon)
            return false;
        daemon.Hotplug(EngineName, request);
        return true;
    }
}
