using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// Removes a tree that a stranger wrote: links are removed, not followed; names need not be UTF-8; any depth works with
/// two open directories, because a full directory is first moved up to the top.
/// </summary>
public static unsafe class TreeRemoval
{
    private const int BufferSize = 32768;

    /// <summary>
    /// Passes in a row that may remove nothing. Somebody who exchanges a directory for a link all the time makes each call
    /// meet the other kind, but cannot hit every pass.
    /// </summary>
    private const int FruitlessPasses = 1000;

    /// <summary>Removes the directory <paramref name="name"/> of <paramref name="parent"/> with all it holds.</summary>
    /// <returns>False when there is no such directory.</returns>
    /// <exception cref="SystemCallException">Something could not be removed.</exception>
    public static bool Remove(DirectoryHandle parent, string name)
    {
        using var top = parent.TryOpenDirectory(name, out var errno);
        if (top is null)
        {
            return errno == Errno.ENOENT
                ? false
                : throw new SystemCallException("openat2", errno, $"Removing the tree {name}");
        }
        Empty(top, name);
        errno = parent.TryRemoveDirectory(name);
        return errno is 0 or Errno.ENOENT
            ? true
            : throw new SystemCallException("unlinkat", errno, $"Removing the tree {name}");
    }

    /// <summary>The same for a name that need not be UTF-8 and ends in a NUL. 0, or minus errno.</summary>
    public static int Remove(int parent, ReadOnlySpan<byte> name)
    {
        var fd = EntryCalls.Open(parent, name, Fcntl.O_DIRECTORY);
        if (fd < 0)
            return fd;
        using (var top = DirectoryHandle.FromDescriptor(fd))
            Empty(top, "of an archive");
        return EntryCalls.Remove(parent, name, isDirectory: true);
    }

    private static void Empty(DirectoryHandle top, string name)
    {
        ulong moved = 0;
        for (var fruitless = 0; fruitless < FruitlessPasses;)
        {
            // Entries that were moved up during a pass are only sure to be seen by the next one.
            var removed = RemoveEntries(top, top, ref moved, out var seen);
            if (seen == 0)
                return;
            fruitless = removed == 0 ? fruitless + 1 : 0;
        }
        throw new SystemCallException("unlinkat", Errno.ENOTEMPTY, $"Removing the tree {name}");
    }

    /// <summary>One pass over a directory; what is a full directory is emptied when it lies at the top, else moved there.</summary>
    private static int RemoveEntries(DirectoryHandle directory, DirectoryHandle top, ref ulong moved, out int seen)
    {
        var buffer = (byte*)NativeMemory.Alloc(BufferSize);
        var removed = 0;
        seen = 0;
        try
        {
            // A fresh descriptor starts at the first entry.
            using var listing = directory.OpenFile(".", Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            while (true)
            {
                var got = Dirent.getdents64(listing.Number, buffer, BufferSize);
                if (got == 0)
                    return removed;
                if (got < 0)
                    throw new SystemCallException("getdents64", Marshal.GetLastPInvokeError(), "Listing a tree to remove");
                for (nint at = 0; at < got; at += *(ushort*)(buffer + at + Dirent.d_reclen))
                {
                    var entry = buffer + at + Dirent.d_name;
                    if (IsDots(entry))
                        continue;
                    seen++;
                    var isDirectory = buffer[at + Dirent.d_type] == Dirent.DT_DIR;
                    if (RemoveEntry(directory, entry, isDirectory, top, ref moved))
                        removed++;
                }
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static bool RemoveEntry(
        DirectoryHandle directory, byte* entry, bool isDirectory, DirectoryHandle top, ref ulong moved)
    {
        if (!isDirectory)
        {
            if (Unistd.unlinkat(directory.Number, entry, 0) == 0)
                return true;
            // Not every file system tells the type in the listing.
            if (Marshal.GetLastPInvokeError() is not (Errno.EISDIR or Errno.EPERM))
                return false;
        }
        if (Unistd.unlinkat(directory.Number, entry, Fcntl.AT_REMOVEDIR) == 0)
            return true;
        if (Marshal.GetLastPInvokeError() != Errno.ENOTEMPTY)
            return false;
        return ReferenceEquals(directory, top)
            ? EmptyAndRemove(entry, top, ref moved)
            : MoveUp(directory, entry, top, ref moved);
    }

    private static bool EmptyAndRemove(byte* entry, DirectoryHandle top, ref ulong moved)
    {
        var fd = Fcntl.openat(top.Number, entry, Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
        if (fd < 0)
            return false;
        using (var directory = DirectoryHandle.FromDescriptor(fd))
            RemoveEntries(directory, top, ref moved, out _);
        return Unistd.unlinkat(top.Number, entry, Fcntl.AT_REMOVEDIR) == 0;
    }

    private static bool MoveUp(DirectoryHandle directory, byte* entry, DirectoryHandle top, ref ulong moved)
    {
        Span<byte> name = stackalloc byte[32];
        for (var tries = 0; tries < 1000; tries++)
        {
            ".moved-"u8.CopyTo(name);
            System.Buffers.Text.Utf8Formatter.TryFormat(++moved, name[7..], out var digits);
            name[7 + digits] = 0;
            fixed (byte* target = name)
            {
                if (Stdio.renameat(directory.Number, entry, top.Number, target) == 0)
                    return true;
            }
            if (Marshal.GetLastPInvokeError() is not (Errno.EEXIST or Errno.ENOTEMPTY or Errno.ENOTDIR))
                return false;
        }
        return false;
    }

    private static bool IsDots(byte* name) =>
        name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}
