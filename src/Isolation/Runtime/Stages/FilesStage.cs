using System.Globalization;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Files;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Opens a container's files: of one that runs through its own root, with all that is mounted there, frozen or not; of one
/// that does not, its layers on the disk, seen together by a mount that is in no tree.
/// </summary>
internal sealed class FilesStage(NodeContext node)
{
    public ContainerFiles? Open(FilesOrder order, out string? problem)
    {
        var ids = RootIds.Of(order.Spec, order.Prepared, node.Rootless);
        if (node.InitOf(order.Id) is { } init)
            return Live(init, ids, order, out problem) is { } live ? new ContainerFiles(live) : null;
        // A start looks at this after it has entered its attempt, and here it is the other way round: one sees the other.
        var use = order.Write ? node.FileUses.Hold(order.Id) : null;
        if (use is not null && node.Find(order.Id) is { Exit: null })
        {
            use.Dispose();
            problem = "It is being started just now. Ask again in a moment.";
            return null;
        }
        if (Stored(order, ids, out problem) is { } place)
            return new ContainerFiles(use is null ? place : place with { Held = [.. place.Held, use] });
        use?.Dispose();
        return null;
    }

    /// <summary>The whole root as a snapshot has it, for reading, whatever the container does meanwhile.</summary>
    public ContainerFiles? OpenSnapshot(FilesOrder order, string snapshot, out string? problem)
    {
        problem = null;
        if (node.Roots.Snapshot(order.Id, snapshot) is not { } kept)
        {
            problem = $"The files of the snapshot {snapshot} are not there any more. Remove it with: orch snapshot rm";
            return null;
        }
        if (kept.Record.Kind != StorageKind.Overlay)
        {
            // Its files have the ids inside already.
            var content = Path.Combine(kept.Path, kept.Record.Content!);
            // The file may be that of a container that ran: ext4 then wants to write its journal back first.
            var whole = kept.Record.InFile ? ImageFile.TryMount(content, readOnly: false, out problem) : DirectoryHandle.Open(content);
            if (whole is null)
                problem ??= "It is being exported already. Ask again in a moment.";
            return whole is null ? null : new ContainerFiles(new FilesPlace { View = whole, Writable = whole, Disk = kept.Path });
        }
        var ids = RootIds.Of(order.Spec, order.Prepared, node.Rootless);
        if (node.Roots.Lowers(kept.Record.Layers, ids, out problem) is not { } lowers
            || Layers(order, new OpenedRoot { Layers = lowers }, out problem) is not { } layers)
            return null;
        var view = DetachedMount.TryMerge(layers, node.Rootless is not null, out var errno, out var call);
        problem = view is null ? $"Its layers cannot be mounted together: {call}: {Errno.Describe(errno)} ({Errno.Name(errno)})." : null;
        return view is null ? null : new ContainerFiles(new FilesPlace
        {
            View = view, Writable = view, Disk = node.Storage.WritablePath(order.Id), UidMap = ids.UidMap, GidMap = ids.GidMap, MixedIds = true,
            OtherMaps = [.. lowers.Where(layer => layer.UidMap is not null).Select(layer => (Reversed(layer.UidMap), Reversed(layer.GidMap)))],
        });
    }

    /// <summary>Null with the reason when this root keeps no difference.</summary>
    public IReadOnlyList<FileChange>? Changes(FilesOrder order, out string? problem)
    {
        var ids = RootIds.Of(order.Spec, order.Prepared, node.Rootless);
        if (order.Spec.Storage is { } storage && (storage.Kind != StorageKind.Overlay || storage.SizeBytes is not null))
        {
            problem = "Its root is no layer over its image but files of its own, so that there is nothing to tell a change by. "
                + "A container with the usual storage, overlay, has one.";
            return null;
        }
        if (node.Roots.Open(order.Id, order.Spec.Storage, ids, out problem) is not { } root || Layers(order, root, out problem) is not { } layers)
            return null;
        using var upper = node.Storage.TryOpenUpper(order.Id, root.Upper);
        if (upper is null)
            return [];
        var folders = layers.Select(DirectoryHandle.Open).ToList();
        try
        {
            using var lower = Mount(folders, out problem);
            return lower is null ? null : UpperChanges.Of(upper, lower, node.Rootless is not null);
        }
        finally
        {
            folders.ForEach(folder => folder.Dispose());
        }
    }

    private FilesPlace? Live(InitIdentity init, RootIds ids, FilesOrder order, out string? problem)
    {
        problem = null;
        // The folder stays that of this process: when it has ended, what is opened below is not there.
        using var process = DirectoryHandle.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{init.Pid}"), out _);
        var root = process is not null && ProcessStat.TryRead(init.Pid) is { } stat && stat.StartTicks == init.StartTicks
            ? DirectoryHandle.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{process.Number}/root"), out _)
            : null;
        if (root is null)
        {
            problem = "It ended just now. Ask again: then its files are read from the disk.";
            return null;
        }
        return new FilesPlace
        {
            View = root, Writable = root, UidMap = ids.UidMap, GidMap = ids.GidMap, Disk = node.Storage.WritablePath(order.Id),
        };
    }

    private FilesPlace? Stored(FilesOrder order, RootIds ids, out string? problem)
    {
        if (node.Roots.Open(order.Id, order.Spec.Storage, ids, out problem) is not { } root)
        {
            problem ??= "Its storage is still in use by what ended. Ask again in a moment.";
            return null;
        }
        if (root.Whole is { } whole)
        {
            // Its files have the ids inside already.
            var tree = root.Mount ?? DirectoryHandle.Open(whole);
            return new FilesPlace { View = tree, Writable = tree, Disk = Path.GetDirectoryName(whole)! };
        }
        if (Layers(order, root, out problem) is not { } layers)
        {
            root.Writable?.Dispose();
            return null;
        }
        if (root.Writable is null)
            node.Storage.Create(order.Id, ids.Uid, ids.Gid, root.Upper);
        var upper = root.Writable?.OpenDirectory("upper") ?? node.Storage.TryOpenUpper(order.Id, root.Upper)!;
        List<DirectoryHandle> folders = [upper, .. layers.Select(DirectoryHandle.Open)];
        var view = Mount(folders, out problem);
        folders.Skip(1).ToList().ForEach(folder => folder.Dispose());
        if (view is null)
        {
            upper.Dispose();
            root.Writable?.Dispose();
            return null;
        }
        return new FilesPlace
        {
            View = view, Writable = upper, Lowers = layers, Disk = node.Storage.WritablePath(order.Id),
            UidMap = ids.UidMap, GidMap = ids.GidMap, MixedIds = true, Held = root.Writable is { } mount ? [mount] : [],
            OtherMaps = [.. root.Layers.Where(layer => layer.UidMap is not null).Select(layer => (Reversed(layer.UidMap), Reversed(layer.GidMap)))],
        };
    }

    private IReadOnlyList<string>? Layers(FilesOrder order, OpenedRoot root, out string? problem)
    {
        problem = null;
        var image = order.Prepared.ImageDigest is { } digest ? node.Images.LayerPaths(digest)
            : order.Spec.RootfsPath is { } path && Directory.Exists(path) ? [path] : null;
        if (image is null)
            problem = $"Its image {order.Spec.Image} is not whole on this node any more, or its root is a file that is mounted for a start only. Start it and ask again.";
        return image is null ? null : [.. root.Layers.Select(layer => layer.Path), .. image];
    }

    private DirectoryHandle? Mount(List<DirectoryHandle> folders, out string? problem)
    {
        var mount = DetachedMount.TryMakeOverlay([.. folders], node.Rootless is not null, out var errno, out var call);
        problem = mount is null ? $"Its layers cannot be mounted together: {call}: {Errno.Describe(errno)} ({Errno.Name(errno)})." : null;
        return mount;
    }

    /// <summary>Of a shared layer the map goes from the ids of who wrote it to this container's: all that is asked for is the first.</summary>
    private static string? Reversed(string? map) =>
        map?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [var from, _, var count] ? $"0 {from} {count}\n" : map;
}
