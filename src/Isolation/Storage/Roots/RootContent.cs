using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>Makes the entry beside a <see cref="RootRecord"/> that holds what a container writes, or its whole root.</summary>
internal static class RootContent
{
    private const uint OwnerOnly = 0x1C0;

    /// <summary>The content as a new entry of the folder, filled as the caller wants it. Null, or what went wrong.</summary>
    public static string? Make(RootFolder folder, RootRecord record, RootIds ids, Action<DirectoryHandle> fill)
    {
        var name = record.Content!;
        var making = RootFolder.MakingName(name);
        Entries.Remove(folder.Handle, making);
        if (record.InFile)
        {
            if (ExtImage.Make(folder, making, record.SizeBytes!.Value) is { } failed)
                return failed;
            using var mount = ImageFile.TryMount(Path.Combine(folder.Path, making), readOnly: false, out var problem);
            if (mount is null)
                return problem ?? "The new file system is in use by another program.";
            TreeRemoval.Remove(mount, "lost+found");
            if (record.Kind == StorageKind.Loop)
                fill(mount);
            else
                Writable(mount, ids, fill);
            LinuxFs.syncfs(mount.Number);
        }
        else
        {
            if (record.Kind == StorageKind.Btrfs)
            {
                if (BtrfsSubvolume.TryCreate(folder.Handle, making) is not 0 and var errno)
                    return $"The subvolume cannot be made: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
            }
            using var directory = folder.Handle.MakeDirectory(making, record.Kind == StorageKind.Overlay ? 0x1EDu : OwnerOnly);
            if (record.Kind == StorageKind.Overlay)
                Own(folder.Handle, making, directory, ids, 0x1ED);
            if (record.Kind == StorageKind.Btrfs && record.SizeBytes is { } most
                && BtrfsSubvolume.TryLimit(directory, most, null) is not 0 and var unlimited)
            {
                return $"The size of the subvolume cannot be limited: {Errno.Describe(unlimited)} ({Errno.Name(unlimited)}).";
            }
            fill(directory);
        }
        Failpoint.Hit("storage.before-rename");
        folder.Rename(making, name);
        return null;
    }

    /// <summary>What the entry is called, unless one of that name is there.</summary>
    public static string NameOf(RootRecord record) => (record.Kind, record.InFile) switch
    {
        (StorageKind.Overlay, false) => "upper",
        (StorageKind.Overlay, true) => "upper.img",
        (_, true) => "root.img",
        _ => "rootfs",
    };

    /// <summary>Upper and work directory in a file system of their own.</summary>
    private static void Writable(DirectoryHandle mount, RootIds ids, Action<DirectoryHandle> fill)
    {
        using (var work = mount.MakeDirectory("work", OwnerOnly))
            Own(mount, "work", work, ids, OwnerOnly);
        using var upper = mount.MakeDirectory("upper", OwnerOnly);
        Own(mount, "upper", upper, ids, 0x1ED);
        fill(upper);
    }

    public static void Own(DirectoryHandle parent, string name, DirectoryHandle made, RootIds ids, uint mode)
    {
        made.ChangeMode(mode);
        parent.ChangeOwner(name, ids.Uid, ids.Gid);
    }
}
