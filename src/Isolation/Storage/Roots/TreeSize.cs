using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>What a tree takes of the disk, which a stranger wrote: no link is followed, and no other mount entered.</summary>
internal static class TreeSize
{
    /// <summary>statx(2) counts in these, whatever the file system's own are.</summary>
    private const int BlockBytes = 512;

    /// <summary>A directory deeper than this is one that a container made to be deep; what lies below is not counted.</summary>
    private const int MostDepth = 500;

    /// <summary>Bytes; a file with several names counts once. What goes meanwhile is passed over.</summary>
    public static long Of(DirectoryHandle tree, CancellationToken cancel)
    {
        if (EntryCalls.Look(tree.Number, "\0"u8, out var status) < 0)
            return 0;
        return Below(tree.Number, status.Mount, 0, [], cancel);
    }

    private static long Below(int directory, ulong mount, int depth, HashSet<ulong> linked, CancellationToken cancel)
    {
        var bytes = 0L;
        foreach (var name in EntryCalls.Names(directory, out _))
        {
            cancel.ThrowIfCancellationRequested();
            if (EntryCalls.Look(directory, name, out var status) < 0 || status.Mount != mount)
                continue;
            if (status.IsDirectory || status.Links < 2 || linked.Add(status.Inode))
                bytes += (long)status.Blocks * BlockBytes;
            if (!status.IsDirectory || depth == MostDepth)
                continue;
            var fd = EntryCalls.Open(directory, name, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            if (fd < 0)
                continue;
            try
            {
                bytes += Below(fd, mount, depth + 1, linked, cancel);
            }
            finally
            {
                EntryCalls.Close(fd);
            }
        }
        return bytes;
    }
}
