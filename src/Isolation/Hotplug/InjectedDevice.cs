using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Hotplug;

/// <summary>A device node in a container that runs.</summary>
internal static class InjectedDevice
{
    /// <summary>
    /// A node of the host laid over the place: in a user namespace one that is made there opens nothing (user_namespaces(7)).
    /// Null: it is there; else why not.
    /// </summary>
    public static string? Bind(InsideTree container, string source, string target)
    {
        using var node = DetachedMount.TryBind(source, flags: 0, out var errno);
        return node is null
            ? $"{source} cannot be bound: {Errno.Describe(errno)} ({Errno.Name(errno)})."
            : container.Within(() => InjectedPath.MakeFile(target) ?? InjectedMount.Attach(node, target));
    }

    /// <summary>Null: it is there; else why not.</summary>
    public static string? Make(InsideTree container, string target, DeviceNumber device) => container.Within(() =>
    {
        var (folder, name) = InjectedPath.Split(target);
        if (InjectedPath.MakeFolders(folder) is { } problem)
            return problem;
        using var parent = DirectoryHandle.Open(folder);
        var errno = parent.TryMakeNode(name, device.Kind, device.Major, device.Minor, device.Mode);
        if (errno == Errno.EEXIST && DeviceNumber.Of(target) is { } there && (there.Kind, there.Major, there.Minor) == (device.Kind, device.Major, device.Minor))
            return null;
        if (errno != 0)
            return $"{target} cannot be made: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
        parent.ChangeOwner(name, device.Uid, device.Gid);
        return null;
    });

    /// <summary>Null: it is gone.</summary>
    public static string? Remove(InsideTree container, string path) => container.Within(() =>
    {
        // Where it was bound the mount goes first; what is none says so.
        MountSettings.Unmount(path, MountSettings.Detach | MountSettings.NoFollow);
        var (folder, name) = InjectedPath.Split(path);
        using var parent = DirectoryHandle.TryOpen(folder, out _);
        var errno = parent?.TryRemoveFile(name) ?? Errno.ENOENT;
        return errno is 0 or Errno.ENOENT ? null : $"{path} cannot be removed: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
    });
}
