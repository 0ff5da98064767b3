using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>Removes whatever an entry is: a file, a tree, a subvolume, or a tree with subvolumes in it.</summary>
internal static class Entries
{
    /// <summary>A container may make subvolumes in its own; deeper than this it has to remove them itself.</summary>
    private const int MostLevels = 64;

    /// <summary>Also when there is none.</summary>
    public static void Remove(DirectoryHandle parent, string name)
    {
        if (parent.StatusOf(name) is not { } status)
            return;
        if (!status.IsDirectory)
        {
            var errno = parent.TryRemoveFile(name);
            if (errno is not (0 or Errno.ENOENT))
                throw new SystemCallException("unlinkat", errno, $"Removing {name}");
            return;
        }
        if (!BtrfsSubvolume.IsBtrfs(parent) || !RemoveSubvolumes(parent, name, 0))
            TreeRemoval.Remove(parent, name);
    }

    /// <summary>True: the entry itself was one and is gone. A subvolume that holds others cannot be removed, nor moved out of the way by names.</summary>
    private static bool RemoveSubvolumes(DirectoryHandle parent, string name, int level)
    {
        var subvolume = BtrfsSubvolume.Is(parent, name);
        if (subvolume && BtrfsSubvolume.TryRemove(parent, name) == 0)
            return true;
        using (var directory = parent.TryOpenDirectory(name, out _))
        {
            if (directory is null || level == MostLevels)
                return false;
            foreach (var below in directory.DirectoryNames())
                RemoveSubvolumes(directory, below, level + 1);
        }
        return subvolume && BtrfsSubvolume.TryRemove(parent, name) == 0;
    }
}
