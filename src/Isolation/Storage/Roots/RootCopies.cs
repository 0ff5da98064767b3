using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>
/// Snapshots of containers, their way back, and copies. Each becomes true at one moment, when its record is written;
/// what a crash leaves before that is found by its name and taken away.
/// </summary>
internal sealed class RootCopies(RootStore store)
{
    public const string Shared = "shared", Copied = "copied", Reflinked = "reflink";

    /// <summary>Null, or why the container's storage cannot be kept and copied at all.</summary>
    public static string? Problem(ContainerSpec spec, StoreKind kind) => spec switch
    {
        { Root.Upper: { } upper } => $"What it writes goes to {upper}, a directory of yours, which the engine does not copy. Copy it yourself, and make a container with the copy.",
        { Root.Direct: true } when kind == StoreKind.Restore =>
            $"Its root {spec.RootfsPath} is a directory or file of yours, which the engine does not replace. Restore the snapshot to a new container.",
        _ => null,
    };

    public StoreOutcome Snapshot(StoreOrder order, RootIds ids, CancellationToken cancel)
    {
        using var folder = store.OpenOrMake(order.Id);
        using var snapshots = RootStore.Snapshots(folder);
        snapshots.Tidy();
        var name = order.Snapshot!;
        if (RootStore.TrySnapshot(snapshots, name) is { } there)
        {
            there.Dispose();
            return new StoreOutcome(null, 0, Shared);
        }
        var making = RootFolder.MakingName(name);
        using var made = new RootFolder(snapshots.Handle.MakeDirectory(making, 0x1C0), Path.Combine(snapshots.Path, making));
        var record = Present(folder, order.Spec);
        StoreOutcome outcome;
        string? finished = null;
        if (record.Kind == StorageKind.Overlay)
        {
            (outcome, record, finished) = Layer(order, folder, record, ids, cancel);
        }
        else
        {
            record = record with { Content = RootContent.NameOf(record) };
            outcome = Whole(order, Source(order, folder), made, record, cancel);
        }
        if (outcome.Problem is not null)
        {
            Entries.Remove(snapshots.Handle, making);
            return outcome;
        }
        LinuxFs.syncfs(folder.Handle.Number);
        store.Write(made, record, finished);
        snapshots.Rename(making, name);
        snapshots.Handle.Sync();
        return outcome;
    }

    public StoreOutcome Restore(StoreOrder order, RootIds ids, CancellationToken cancel)
    {
        using var folder = store.OpenOrMake(order.Id);
        using var snapshots = RootStore.Snapshots(folder);
        using var snapshot = RootStore.TrySnapshot(snapshots, order.Snapshot!);
        if (snapshot?.Read() is not { } kept)
            return Missing(order.Snapshot!);
        var present = Present(folder, order.Spec);
        var record = kept with { Content = folder.FreeName(RootContent.NameOf(kept)), Layers = kept.Layers, SizeBytes = present.SizeBytes };
        string? problem = null;
        var outcome = new StoreOutcome(null, 0, Shared);
        if (record.Kind == StorageKind.Overlay)
            problem = RootContent.Make(folder, record, ids, _ => { });
        else
            outcome = Whole(order, Path.Combine(snapshot.Path, kept.Content!), folder, record, cancel);
        if ((problem ?? outcome.Problem) is { } failed)
            return new StoreOutcome(failed, 0, null);
        LinuxFs.syncfs(folder.Handle.Number);
        store.Write(folder, record);
        if (present.Content is { } old)
            folder.Discard(old);
        store.RemoveUnused();
        return outcome;
    }

    public StoreOutcome RemoveSnapshot(StoreOrder order)
    {
        using var folder = store.TryOpen(order.Id);
        if (folder is null)
            return new StoreOutcome(null, 0, null);
        using var snapshots = RootStore.Snapshots(folder);
        snapshots.Discard(order.Snapshot!);
        store.RemoveUnused();
        return new StoreOutcome(null, 0, null);
    }

    public StoreOutcome Copy(StoreOrder order, RootIds ids, RootIds targetIds, CancellationToken cancel)
    {
        using var container = store.OpenOrMake(order.Id);
        using var snapshots = order.Snapshot is null ? null : RootStore.Snapshots(container);
        using var snapshot = snapshots is null ? null : RootStore.TrySnapshot(snapshots, order.Snapshot!);
        if (order.Snapshot is not null && snapshot is null)
            return Missing(order.Snapshot);
        var target = order.Target!;
        using var folder = store.Begin(target.Id);
        StoreOutcome outcome;
        try
        {
            outcome = Copy(order, container, snapshot, folder, ids, targetIds, cancel);
        }
        catch
        {
            store.Abandon(target.Id);
            throw;
        }
        if (outcome.Problem is not null)
            store.Abandon(target.Id);
        else
            LinuxFs.syncfs(folder.Handle.Number);
        return outcome;
    }

    private StoreOutcome Copy(
        StoreOrder order, RootFolder container, RootFolder? snapshot, RootFolder folder, RootIds ids, RootIds targetIds, CancellationToken cancel)
    {
        var size = order.Target!.Spec.Storage?.SizeBytes;
        if (snapshot is null && Present(container, order.Spec) is { Kind: StorageKind.Overlay, InFile: false } && order is { Share: true, Live: false })
            _ = store.Share(container, ids);
        var origin = snapshot?.Read() ?? Present(container, order.Spec);
        if (RootStore.TooDeep(origin.Layers) is { } deep)
            return Failed(deep);
        if (store.Lowers(origin.Layers, targetIds, out var unfit) is null)
            return Failed(unfit!);
        var record = origin with { SizeBytes = size, Moving = null };
        record = record with { Content = RootContent.NameOf(record) };
        if (record.Kind != StorageKind.Overlay)
        {
            var source = snapshot is null ? Source(order, container) : Path.Combine(snapshot.Path, origin.Content!);
            var whole = Whole(order, source, folder, record, cancel);
            if (whole.Problem is null)
                store.Write(folder, record);
            return whole;
        }
        var copied = default(TreeCopied);
        string? problem = null;
        var taken = snapshot is null && (origin.InFile || order is not { Share: true, Live: false });
        using (var upper = taken ? Upper(order, container, origin, out problem) : null)
        {
            if (problem is not null)
                return Failed(problem);
            if (upper is not null && targetIds.From(ids) is null && upper.Tree.Names().Count > 0)
                return Failed("The id maps of the two containers differ in more than where their range begins. Copy it with the same id maps.");
            problem = RootContent.Make(folder, record, targetIds, made =>
            {
                if (upper is not null)
                    copied = TreeCopy.Copy(upper.Tree, made, targetIds.From(ids) ?? IdShift.None, cancel);
            });
        }
        if (problem is not null)
            return Failed(problem);
        store.Write(folder, record);
        return new StoreOutcome(null, copied.Bytes, How(copied));
    }

    /// <summary>The state of an overlay as a layer: its upper directory itself if nobody uses it, else a copy.</summary>
    private (StoreOutcome, RootRecord, string? Finished) Layer(
        StoreOrder order, RootFolder folder, RootRecord record, RootIds ids, CancellationToken cancel)
    {
        if (RootStore.TooDeep(record.Layers) is { } deep)
            return (Failed(deep), record, null);
        if (!order.Live && !record.InFile)
        {
            record = store.Share(folder, ids);
            return (new StoreOutcome(null, 0, Shared), record with { Content = null }, null);
        }
        using var upper = Upper(order, folder, record, out var problem);
        if (upper is null)
            return (Failed(problem!), record, null);
        if (upper.Tree.Names().Count == 0)
            return (new StoreOutcome(null, 0, Shared), record with { Content = null }, null);
        var name = LayerDepot.NewName();
        try
        {
            using var made = store.Layers.Begin(name);
            var copied = TreeCopy.Copy(upper.Tree, made, IdShift.None, cancel);
            return (new StoreOutcome(null, copied.Bytes, How(copied)), record with { Content = null, Layers = [ids.Layer(name), .. record.Layers] }, name);
        }
        catch
        {
            store.Layers.Abandon(name);
            throw;
        }
    }

    /// <summary>The present record; that of a container without one follows from its spec.</summary>
    private RootRecord Present(RootFolder folder, ContainerSpec spec) => store.Settled(folder) ?? new RootRecord
    {
        Kind = spec.Root?.Direct != true ? StorageKind.Overlay : spec.Root.Image == true ? StorageKind.Loop : StorageKind.Directory,
        Content = spec.Root?.Direct == true ? null : "upper",
    };

    /// <summary>The whole root, which may be a directory or file of the user's.</summary>
    private string Source(StoreOrder order, RootFolder folder) =>
        store.Settled(folder)?.Content is { } content ? Path.Combine(folder.Path, content) : order.Spec.RootfsPath!;

    private static StoreOutcome Whole(StoreOrder order, string source, RootFolder folder, RootRecord record, CancellationToken cancel)
    {
        var name = record.Content!;
        var making = RootFolder.MakingName(name);
        Entries.Remove(folder.Handle, making);
        var outcome = record.Kind switch
        {
            StorageKind.Loop => File(order, source, folder, making),
            StorageKind.Btrfs => Subvolume(order, source, folder, making, record.SizeBytes),
            _ => Tree(source, folder, making, cancel),
        };
        if (outcome.Problem is null)
            folder.Rename(making, name);
        return outcome;
    }

    private static StoreOutcome Tree(string source, RootFolder folder, string name, CancellationToken cancel)
    {
        // What else is mounted below a directory of the user's does not belong to it.
        using var tree = DetachedMount.TryCopy(source, out var errno);
        if (tree is null)
            return Failed($"The root {source} cannot be read: {Errno.Describe(errno)} ({Errno.Name(errno)}).");
        using var target = folder.Handle.MakeDirectory(name, 0x1C0);
        var copied = TreeCopy.Copy(tree, target, IdShift.None, cancel);
        return new StoreOutcome(null, copied.Bytes, How(copied));
    }

    private static StoreOutcome Subvolume(StoreOrder order, string source, RootFolder folder, string name, long? size)
    {
        using var subvolume = DirectoryHandle.TryOpen(source, out var errno);
        if (subvolume is not null)
        {
            if (order.Live)
                LinuxFs.syncfs(subvolume.Number);
            errno = BtrfsSubvolume.TrySnapshot(subvolume, folder.Handle, name, readOnly: false);
        }
        if (errno == 0 && size is { } most)
        {
            using var made = folder.Handle.OpenDirectory(name);
            errno = BtrfsSubvolume.TryLimit(made, most, null);
        }
        return errno == 0
            ? new StoreOutcome(null, 0, Shared)
            : Failed($"The subvolume {source} cannot be copied: {Errno.Describe(errno)} ({Errno.Name(errno)}).");
    }

    private static StoreOutcome File(StoreOrder order, string source, RootFolder folder, string name)
    {
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, source, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK, 0);
        if (fd < 0)
            return Failed($"The file {source} cannot be opened: {Errno.Describe(System.Runtime.InteropServices.Marshal.GetLastPInvokeError())}.");
        using var from = new Descriptor(fd);
        // What its file system still holds in memory; frozen as they are, its processes add nothing to it.
        if (order.Live && order.InitPid is { } pid)
            Flush(pid);
        using var to = folder.Handle.OpenFile(name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0x180);
        if (FileCopy.TryShare(from, to))
            return new StoreOutcome(null, 0, Reflinked);
        var size = (long)from.Status().Size;
        FileCopy.Copy(from, to, size);
        return new StoreOutcome(null, size, Copied);
    }

    private static void Flush(int pid)
    {
        using var root = DirectoryHandle.TryOpen(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}/root"), out _);
        if (root is not null)
            LinuxFs.syncfs(root.Number);
    }

    /// <summary>The upper directory for reading. Of one in a file that is in use, that of a copy of the file.</summary>
    private static OpenUpper? Upper(StoreOrder order, RootFolder folder, RootRecord record, out string? problem)
    {
        problem = null;
        if (!record.InFile)
        {
            var upper = folder.Handle.TryOpenDirectory(record.Content!, out _);
            // It has never been started.
            return new OpenUpper(upper ?? folder.Handle.MakeDirectory(RootFolder.MakingName("empty"), 0x1ED), null);
        }
        var name = record.Content!;
        if (order.Live)
        {
            var copy = RootFolder.MakingName("copy.img");
            Entries.Remove(folder.Handle, copy);
            if (File(order, Path.Combine(folder.Path, name), folder, copy) is { Problem: { } failed })
            {
                problem = failed;
                return null;
            }
            name = copy;
        }
        var mount = ImageFile.TryMount(Path.Combine(folder.Path, name), readOnly: false, out problem);
        if (name != record.Content)
            folder.Handle.TryRemoveFile(name);
        if (mount is null)
        {
            problem ??= "Its storage is still in use by what has just ended. Try again.";
            return null;
        }
        return new OpenUpper(mount.OpenDirectory("upper"), mount);
    }

    private static string How(TreeCopied copied) => copied.Bytes == 0 ? Shared : copied.Shared > 0 ? Reflinked : Copied;

    private static StoreOutcome Failed(string problem) => new(problem, 0, null);

    private static StoreOutcome Missing(string snapshot) =>
        Failed($"The files of the snapshot {snapshot} are not there any more. Remove it with: orch snapshot rm");
}
