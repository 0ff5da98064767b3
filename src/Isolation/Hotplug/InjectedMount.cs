using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Hotplug;

/// <summary>
/// A mount in a container that runs. It is made in no tree, where the host's paths are, and attached where the container's
/// are (move_mount(2)), so that no directory has to be shared with the host for it.
/// </summary>
internal static class InjectedMount
{
    /// <summary>Null: done; else why not.</summary>
    /// <param name="process">As <see cref="InsideTree"/> has it.</param>
    public static string? Run(string process, RootIds ids, HotplugSpec what)
    {
        using var container = new InsideTree(process, ids);
        if (what.Kind == HotplugKind.Umount)
        {
            var errno = container.Within(() => MountSettings.Unmount(what.Target, (int)what.Flags));
            return errno == 0 ? null : $"{what.Target} cannot be unmounted: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
        }
        using var mount = Make(what, out var problem, out var onFile);
        return mount is null ? problem : container.Within(() =>
            (onFile ? InjectedPath.MakeFile(what.Target) : InjectedPath.MakeFolders(what.Target)) ?? Attach(mount, what.Target));
    }

    /// <summary>Called where every path is the container's.</summary>
    public static string? Attach(Descriptor mount, string target)
    {
        var errno = DetachedMount.TryAttach(mount, target);
        return errno == 0 ? null : $"It cannot be mounted at {target}: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
    }

    private static Descriptor? Make(HotplugSpec what, out string? problem, out bool onFile)
    {
        onFile = false;
        int errno;
        var call = "open_tree";
        Descriptor? mount;
        if (what.FileSystem is { } type)
        {
            mount = DetachedMount.TryMake(type, what.Source ?? "none", what.Options, what.Flags, out errno, out call);
        }
        else
        {
            onFile = !Directory.Exists(what.Source);
            mount = DetachedMount.TryBind(what.Source!, what.Flags, out errno);
        }
        problem = mount is null ? $"{what.Source ?? what.FileSystem} cannot be mounted: {call}: {Errno.Describe(errno)} ({Errno.Name(errno)})." : null;
        return mount;
    }
}
