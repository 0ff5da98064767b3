using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>
/// The roots of containers that are more than the usual one layer: other kinds, limited in size, with snapshots, or made
/// from others. What the usual ones need is <see cref="ContainerStorage"/>'s, in the same folders.
/// </summary>
internal sealed class RootStore : IDisposable
{
    /// <summary>A container that may never be recorded: its folder gets its name when it is first used.</summary>
    private const string Making = ".making-";
    private const string SnapshotsName = "snaps";
    private const uint OwnerOnly = 0x1C0;
    private const int MostLayers = 100;

    private readonly DirectoryHandle _containers;
    private readonly string _path;
    private readonly bool _rootless;
    private readonly IReadOnlyList<string> _unfinished;

    /// <summary>Held for changes of records, not for the copying before.</summary>
    private readonly Lock _records = new();

    public RootStore(string root, bool rootless)
    {
        using var top = DirectoryHandle.Open(root);
        _containers = top.MakeDirectory("containers", OwnerOnly);
        _path = Path.Combine(root, "containers");
        _rootless = rootless;
        Layers = new LayerDepot(root);
        _unfinished = [.. _containers.DirectoryNames().Where(name => name.StartsWith(Making, StringComparison.Ordinal))];
    }

    public LayerDepot Layers { get; }

    /// <summary>Null, or why this kind of storage cannot be had here.</summary>
    public string? Problem(StorageSpec storage)
    {
        if (!Enum.IsDefined(storage.Kind))
            return "The kind of storage is not known. Possible are overlay, dir, btrfs and loop.";
        if (storage.SizeBytes is < ExtImage.Least)
            return $"A storage of {storage.SizeBytes} bytes is too small for a file system. Give at least {ExtImage.Least >> 20}M.";
        var inFile = storage.Kind == StorageKind.Loop || (storage is { Kind: StorageKind.Overlay, SizeBytes: not null });
        if (inFile && _rootless)
        {
            return storage.Kind == StorageKind.Loop
                ? "A loop file needs a loop device, which only root of the host can have. Leave the kind of storage out."
                : "The size is kept by a file system in a file, which needs a loop device, and only root of the host can have that. Leave the size out.";
        }
        if (storage is { Kind: StorageKind.Loop, SizeBytes: null })
            return "A loop file is made with a fixed size. Give it with --storage-size, e.g. 2G.";
        if (storage is { Kind: StorageKind.Directory, SizeBytes: not null })
        {
            return "The size of a directory is not limited: this engine sets no project quotas. "
                + "Use overlay or loop, which keep a file system of that size, or btrfs.";
        }
        if (storage.Kind == StorageKind.Btrfs && (_rootless || !BtrfsSubvolume.IsBtrfs(_containers)))
        {
            return _rootless
                ? "Subvolumes are removed by root of the host only. Use dir or overlay."
                : $"The folder {_path} does not lie on btrfs. Use dir or loop, or move the engine's root folder to a btrfs file system.";
        }
        return inFile ? ExtImage.Problem() : null;
    }

    /// <summary>Makes what the kind needs, a copy of the image if it is whole. Null, or why it could not be made; then nothing is left.</summary>
    public string? Make(Guid id, StorageSpec storage, RootIds ids, Func<DirectoryHandle> image, CancellationToken cancel)
    {
        if (storage is { Kind: StorageKind.Overlay, SizeBytes: null })
            return null;
        using var folder = Begin(id);
        try
        {
            var record = new RootRecord { Kind = storage.Kind, SizeBytes = storage.SizeBytes };
            record = record with { Content = RootContent.NameOf(record) };
            var problem = RootContent.Make(folder, record, ids, target =>
            {
                if (storage.Kind == StorageKind.Overlay)
                    return;
                using var source = image();
                TreeCopy.Copy(source, target, IdShift.None, cancel);
            });
            if (problem is null)
                folder.Write(record);
            else
                Abandon(id);
            return problem;
        }
        catch
        {
            Abandon(id);
            throw;
        }
    }

    /// <summary>Null without a problem: what an ended attempt used is not free yet.</summary>
    public OpenedRoot? Open(Guid id, StorageSpec? storage, RootIds ids, out string? problem)
    {
        problem = null;
        using var folder = TryOpen(id);
        if (folder is null || Settled(folder) is not { } record)
        {
            problem = storage is null or { Kind: StorageKind.Overlay, SizeBytes: null }
                ? null
                : "Its storage is not there any more. Remove the container and make it again.";
            return problem is null ? new OpenedRoot() : null;
        }
        if (record.Kind != StorageKind.Overlay)
        {
            var path = Path.Combine(folder.Path, record.Content!);
            if (!record.InFile)
                return new OpenedRoot { Whole = path };
            var mount = ImageFile.TryMount(path, readOnly: false, out problem);
            return mount is null ? null : new OpenedRoot { Whole = path, Mount = mount };
        }
        if (Lowers(record.Layers, ids, out problem) is not { } layers)
            return null;
        if (!record.InFile)
            return new OpenedRoot { Upper = record.Content!, Layers = layers };
        var writable = ImageFile.TryMount(Path.Combine(folder.Path, record.Content!), readOnly: false, out problem);
        return writable is null ? null : new OpenedRoot { Writable = writable, Layers = layers };
    }

    public List<LowerLayer>? Lowers(IReadOnlyList<SharedLayer> layers, RootIds ids, out string? problem)
    {
        problem = null;
        var found = new List<LowerLayer>(layers.Count);
        foreach (var layer in layers)
        {
            if (ids.Lower(layer, Layers.Path, out problem) is not { } lower)
                return null;
            found.Add(lower);
        }
        return found;
    }

    /// <summary>A folder for a container that is not recorded yet; what an earlier try left goes.</summary>
    public RootFolder Begin(Guid id)
    {
        var name = Making + Name(id);
        Entries.Remove(_containers, name);
        return new RootFolder(_containers.MakeDirectory(name, OwnerOnly), Path.Combine(_path, name));
    }

    /// <summary>
    /// The directory with a container's own files: its whole root, or what was written above the image. Never empty: a hook
    /// that writes below it would write to the host. Of a file system in a file it is a path that is not there.
    /// </summary>
    public string FilesPath(Guid id)
    {
        foreach (var name in (ReadOnlySpan<string>)[Name(id), Making + Name(id)])
        {
            if (_containers.TryOpenDirectory(name, out _) is not { } handle)
                continue;
            using var folder = new RootFolder(handle, Path.Combine(_path, name));
            if (folder.Read() is { InFile: false, Content: { } content })
                return Path.Combine(folder.Path, content);
        }
        return Path.Combine(_path, Name(id), "not-mounted");
    }

    /// <summary>The record of a snapshot and the folder that it is of; null: there is none of that name.</summary>
    public (RootRecord Record, string Path)? Snapshot(Guid id, string name)
    {
        using var folder = TryOpen(id);
        if (folder is null)
            return null;
        using var snapshots = Snapshots(folder);
        using var snapshot = TrySnapshot(snapshots, name);
        return snapshot?.Read() is { } record ? (record, snapshot.Path) : null;
    }

    public (long Written, long Shared, bool OnImage) Size(Guid id, CancellationToken cancel)
    {
        using var folder = TryOpen(id);
        return RootMeasure.Of(folder, Layers, cancel);
    }

    /// <summary>A container that will not be recorded.</summary>
    public void Abandon(Guid id)
    {
        Entries.Remove(_containers, Making + Name(id));
    }

    /// <summary>So that nothing is left of a container's storage but files. Whether it named layers.</summary>
    public bool Clear(Guid id)
    {
        using var folder = TryOpen(id);
        if (folder is null)
            return false;
        var used = new HashSet<string>(StringComparer.Ordinal);
        NoteAll(folder, used);
        if (!BtrfsSubvolume.IsBtrfs(_containers))
            return used.Count > 0;
        foreach (var name in folder.Handle.DirectoryNames().Where(name => BtrfsSubvolume.Is(folder.Handle, name)))
            Entries.Remove(folder.Handle, name);
        using var snapshots = folder.Handle.TryOpenDirectory(SnapshotsName, out _);
        foreach (var name in snapshots?.DirectoryNames() ?? [])
            Entries.Remove(snapshots!, name);
        return used.Count > 0;
    }

    public RootFolder? TryOpen(Guid id)
    {
        var name = Name(id);
        var folder = _containers.TryOpenDirectory(name, out var errno);
        if (folder is null && errno == Errno.ENOENT && _containers.TryRename(Making + name, name) == 0)
            folder = _containers.OpenDirectory(name);
        return folder is null ? null : new RootFolder(folder, Path.Combine(_path, name));
    }

    /// <summary>The folder of a container that has none yet.</summary>
    public RootFolder OpenOrMake(Guid id) =>
        TryOpen(id) ?? new RootFolder(_containers.MakeDirectory(Name(id), OwnerOnly), Path.Combine(_path, Name(id)));

    public static RootFolder Snapshots(RootFolder container) =>
        new(container.Handle.MakeDirectory(SnapshotsName, OwnerOnly), Path.Combine(container.Path, SnapshotsName));

    public static RootFolder? TrySnapshot(RootFolder snapshots, string name)
    {
        var found = snapshots.Handle.TryOpenDirectory(name, out _);
        return found is null ? null : new RootFolder(found, Path.Combine(snapshots.Path, name));
    }

    /// <summary>The record, once a change that a crash cut off has been carried through.</summary>
    public RootRecord? Settled(RootFolder folder)
    {
        lock (_records)
        {
            if (folder.Read() is not { } record)
                return null;
            if (record.Moving is not { } moving)
                return record;
            Layers.Take(folder.Handle, moving, record.Layers[0].Name);
            record = record with { Moving = null };
            folder.Write(record);
            return record;
        }
    }

    /// <summary>
    /// What a stopped container wrote becomes a shared layer, in one step whatever its size, and an empty one is laid above.
    /// The record that has it.
    /// </summary>
    public RootRecord Share(RootFolder folder, RootIds ids)
    {
        var record = Settled(folder) ?? new RootRecord { Kind = StorageKind.Overlay, Content = "upper" };
        using (var upper = folder.Handle.TryOpenDirectory(record.Content!, out _))
        {
            if (upper is null || upper.Names().Count == 0)
                return record;
        }
        var fresh = folder.FreeName("upper");
        using (var made = folder.Handle.MakeDirectory(fresh, OwnerOnly))
            RootContent.Own(folder.Handle, fresh, made, ids, 0x1ED);
        lock (_records)
        {
            folder.Write(record with
            {
                Content = fresh, Moving = record.Content, Layers = [ids.Layer(LayerDepot.NewName()), .. record.Layers],
            });
            Failpoint.Hit("storage.after-share");
        }
        return Settled(folder)!;
    }

    /// <summary>A record together with the layers in it: none of them can go in between.</summary>
    public void Write(RootFolder folder, RootRecord record, string? finished = null)
    {
        Failpoint.Hit("storage.before-record");
        lock (_records)
        {
            if (finished is not null)
                Layers.Finish(finished);
            folder.Write(record);
        }
    }

    public static string? TooDeep(IReadOnlyList<SharedLayer> layers) => layers.Count < MostLayers
        ? null
        : $"It stands on {layers.Count} layers of snapshots already, and each more makes it slower. Copy it without --snapshot, and go on with the copy.";

    /// <summary>Layers that neither a container nor a snapshot names any more.</summary>
    public void RemoveUnused()
    {
        lock (_records)
        {
            if (Layers.Empty)
                return;
            var used = new HashSet<string>(StringComparer.Ordinal);
            // What was removed needs no layers any more, though its records may be there for a moment yet.
            foreach (var name in _containers.DirectoryNames().Where(name => !name.StartsWith(TrashBin.Prefix, StringComparison.Ordinal)))
            {
                if (_containers.TryOpenDirectory(name, out _) is not { } handle)
                    continue;
                using var folder = new RootFolder(handle, Path.Combine(_path, name));
                NoteAll(folder, used);
            }
            Layers.Keep(used);
        }
    }

    /// <summary>After a start: containers whose record never came, and layers and entries that were not finished.</summary>
    public void RemoveUnfinished(IReadOnlySet<Guid> known)
    {
        foreach (var name in _unfinished)
        {
            if (!Guid.TryParseExact(name[Making.Length..], "N", out var id) || !known.Contains(id))
                Entries.Remove(_containers, name);
        }
        Layers.RemoveUnfinished();
        RemoveUnused();
    }

    public void Dispose()
    {
        _containers.Dispose();
        Layers.Dispose();
    }

    private static void NoteAll(RootFolder folder, HashSet<string> used)
    {
        Note(folder, used);
        using var snapshots = folder.Handle.TryOpenDirectory(SnapshotsName, out _);
        foreach (var snapshot in snapshots?.DirectoryNames() ?? [])
        {
            using var kept = new RootFolder(snapshots!.OpenDirectory(snapshot), Path.Combine(folder.Path, SnapshotsName, snapshot));
            Note(kept, used);
        }
    }

    private static void Note(RootFolder folder, HashSet<string> used)
    {
        foreach (var layer in folder.Read()?.Layers ?? [])
            used.Add(layer.Name);
    }

    private static string Name(Guid id) => id.ToString("N");
}
