using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Mounts;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.rootfs.*</summary>
internal static class LxcRoot
{
    public static void Apply(LxcBuilder builder)
    {
        var item = builder.Settings.Last("lxc.rootfs.path");
        if (builder.Spec.Image is not null || builder.Spec.RootfsPath is not null)
        {
            if (item is not null)
                builder.Note(item, "the root was given on the command line.");
        }
        else if (item is null && builder.Context.HostRoot)
        {
            OfHost(builder);
        }
        else if (item is null)
        {
            builder.Problems.Add("lxc.rootfs.path is not set, which means the host's own root in LXC: that is no container. "
                + "Set it, or give --image or --rootfs.");
        }
        else
        {
            Path(builder, item);
        }
        Options(builder);
    }

    /// <summary>
    /// The host's tree in namespaces of the container's own. Without id maps its root is the host's: any others could not even read
    /// most of it.
    /// </summary>
    private static void OfHost(LxcBuilder builder)
    {
        var namespaces = builder.Spec.Namespaces;
        builder.Spec = builder.Spec with
        {
            RootfsPath = "/",
            Root = new RootSpec { Direct = true, Recursive = true, Idmapped = false },
            Namespaces = builder.Settings.Last("lxc.idmap") is null ? namespaces with { User = UserNamespaceMode.Host } : namespaces,
        };
    }

    private static void Path(LxcBuilder builder, LxcItem item)
    {
        var colon = item.Value.IndexOf(':');
        var (type, rest) = colon < 0 || item.Value[0] == '/' ? ("dir", item.Value) : (item.Value[..colon], item.Value[(colon + 1)..]);
        switch (type)
        {
            case "dir" or "btrfs":
                builder.Spec = builder.Spec with { RootfsPath = rest, Root = new RootSpec { Direct = true } };
                break;
            case "loop":
                builder.Spec = builder.Spec with { RootfsPath = rest, Root = new RootSpec { Direct = true, Image = true } };
                break;
            case "overlay" or "overlayfs":
                Overlay(builder, item, rest.Split(':'));
                break;
            default:
                builder.Refuse(item, $"roots of the type {type} are not supported; mount it yourself and give the directory.");
                break;
        }
    }

    /// <summary>LOWER[:LOWER…]:UPPER. What the container writes goes to the upper directory, as in LXC.</summary>
    private static void Overlay(LxcBuilder builder, LxcItem item, string[] paths)
    {
        if (paths.Length < 2)
        {
            builder.Refuse(item, "an overlay is LOWER:UPPER.");
            return;
        }
        builder.Spec = builder.Spec with
        {
            RootfsPath = paths[0],
            Root = new RootSpec { Lower = paths.Length > 2 ? [.. paths[1..^1]] : null, Upper = paths[^1] },
        };
    }

    private static void Options(LxcBuilder builder)
    {
        if (builder.Settings.Last("lxc.rootfs.options") is not { } item)
            return;
        var flags = MountFlags.None;
        var root = builder.Spec.Root ?? new RootSpec();
        foreach (var word in item.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word == "ro")
                builder.Spec = builder.Spec with { ReadOnlyRootfs = true };
            else if (word is "idmap=container")
                root = root with { Idmapped = true };
            else if (MountSpecWords.Flag(word) is { } flag)
                flags |= flag;
            else if (MountWords.Read([word]).Data.Count > 0)
                builder.Refuse(item, $"the option '{word}' is not supported.");
        }
        builder.Spec = builder.Spec with { Root = root with { Flags = flags == MountFlags.None ? null : flags } };
    }
}
