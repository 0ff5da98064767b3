using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>Makes and copies the roots of containers as they lie in the file system.</summary>
internal static class LxcStorage
{
    /// <summary>An empty root; null with the reason when there can be none.</summary>
    /// <param name="types">One, or several parted by commas of which the first possible is taken.</param>
    public static LxcRootPath? Create(string types, LxcStorageSpecs specs, string usual, out string? problem)
    {
        problem = null;
        foreach (var type in types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var path = specs.Directory ?? usual;
            switch (type)
            {
                case "dir" or "none":
                    Directory.CreateDirectory(path);
                    return new LxcRootPath("dir", [path]);
                case "btrfs" or "best" when TrySubvolume(path):
                    return new LxcRootPath("btrfs", [path]);
                case "best":
                    Directory.CreateDirectory(path);
                    return new LxcRootPath("dir", [path]);
                case "btrfs":
                    problem = $"{path} cannot be a subvolume: that is no btrfs";
                    break;
                default:
                    problem = $"roots of the kind {type} are not made here; there are dir, btrfs, best and none";
                    break;
            }
        }
        problem ??= "no kind of storage was named";
        return null;
    }

    /// <summary>Copies what is in a directory to a new one, owners and all.</summary>
    /// <exception cref="SystemCallException">It could not be copied whole.</exception>
    /// <param name="mapped">Whose files they are, where they are not at hand.</param>
    public static void CopyTree(string from, string to, LxcMappedRoot? mapped)
    {
        Directory.CreateDirectory(to);
        if (mapped is not null)
        {
            mapped.Must("cp", "-a", "--", from + "/.", to);
            return;
        }
        using var source = DirectoryHandle.Open(from);
        using var target = DirectoryHandle.Open(to);
        TreeCopy.Copy(source, target, default, CancellationToken.None);
    }

    private static bool TrySubvolume(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            return false;
        using var parent = DirectoryHandle.Open(folder);
        return BtrfsSubvolume.IsBtrfs(parent) && BtrfsSubvolume.TryCreate(parent, Path.GetFileName(path)) == 0;
    }
}
