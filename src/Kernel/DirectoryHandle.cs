using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// An open directory. Everything below it is named by a relative path from here, so that nobody who exchanges a
/// parent for a link leads us astray (openat2(2)).
/// </summary>
public sealed class DirectoryHandle : Descriptor
{
    private DirectoryHandle(int fd) : base(fd)
    {
    }

    /// <summary>Opens a path of the engine's own, e.g. its root folder or a kernel file system.</summary>
    public static DirectoryHandle Open(string path)
    {
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, 0);
        return fd >= 0 ? new DirectoryHandle(fd) : throw Failed("openat", $"Opening the directory {path}");
    }

    /// <summary>As <see cref="Open"/>; null with the errno when it cannot be had.</summary>
    public static DirectoryHandle? TryOpen(string path, out int errno)
    {
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, 0);
        errno = fd >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return fd >= 0 ? new DirectoryHandle(fd) : null;
    }

    /// <summary>Is another directory from now on, for everybody who holds this object (dup3(2)).</summary>
    public void Become(DirectoryHandle other)
    {
        if (Fcntl.dup3(other.Number, Number, Fcntl.O_CLOEXEC) < 0)
            throw Failed("dup3", "Exchanging a directory");
    }

    /// <summary>Makes new, renamed and removed names in it durable, fsync(2).</summary>
    public void Sync()
    {
        if (Unistd.fsync(Number) != 0)
            throw Failed("fsync", "Syncing a directory");
    }

    /// <summary>Takes over a descriptor that is known to be a directory.</summary>
    public static DirectoryHandle FromDescriptor(int fd) => new(fd);

    /// <summary>A directory below this one; links on the way are refused. Null with the errno when it cannot be had.</summary>
    public DirectoryHandle? TryOpenDirectory(string name, out int errno)
    {
        var fd = TryOpen(name, Fcntl.O_DIRECTORY, Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS, out errno);
        return fd is null ? null : new DirectoryHandle(fd.Release());
    }

    public DirectoryHandle OpenDirectory(string name) =>
        TryOpenDirectory(name, out var errno)
        ?? throw new SystemCallException("openat2", errno, $"Opening the directory {name}");

    /// <summary>Opens a file below this directory; links on the way are refused.</summary>
    public Descriptor? TryOpenFile(string name, int flags, out int errno, uint mode = 0) =>
        TryOpen(name, flags, Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS, out errno, mode);

    public Descriptor OpenFile(string name, int flags, uint mode = 0) =>
        TryOpenFile(name, flags, out var errno, mode)
        ?? throw new SystemCallException("openat2", errno, $"Opening {name}");

    /// <summary>
    /// Opens a file as a process with this directory as its root would see it: absolute links and <c>..</c> stay
    /// inside. Never blocks on a FIFO and never follows a magic link. For trees that a stranger wrote.
    /// </summary>
    /// <param name="links">False: a link on the way is refused (ELOOP).</param>
    public Descriptor? TryOpenInRoot(string path, int flags, out int errno, bool links = true) => TryOpen(
        path,
        (flags & Fcntl.O_PATH) != 0 ? flags : flags | Fcntl.O_NONBLOCK,
        Fcntl.RESOLVE_IN_ROOT | Fcntl.RESOLVE_NO_MAGICLINKS | (links ? 0 : Fcntl.RESOLVE_NO_SYMLINKS),
        out errno);

    /// <summary>0, or errno.</summary>
    public int TryMakeDirectory(string name, uint mode) =>
        SysStat.mkdirat(Number, name, mode) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes a directory unless it is there, and opens it.</summary>
    public DirectoryHandle MakeDirectory(string name, uint mode)
    {
        var errno = TryMakeDirectory(name, mode);
        return errno is 0 or Errno.EEXIST
            ? OpenDirectory(name)
            : throw new SystemCallException("mkdirat", errno, $"Making the directory {name}");
    }

    /// <summary>Makes a device node or FIFO with exactly these permissions, whatever the umask. 0, or errno.</summary>
    /// <param name="kind"><c>b</c>, <c>c</c> or <c>p</c>.</param>
    public int TryMakeNode(string name, char kind, int major, int minor, uint permissions)
    {
        uint type = kind switch { 'b' => SysStat.S_IFBLK, 'c' => SysStat.S_IFCHR, _ => SysStat.S_IFIFO };
        // makedev(3): the bits of both numbers are interleaved.
        var (high, low) = ((ulong)(uint)major, (ulong)(uint)minor);
        var number = (low & 0xFF) | (high & 0xFFF) << 8 | (low & 0xFFFFFF00) << 12 | (high & 0xFFFFF000) << 32;
        if (SysStat.mknodat(Number, name, type | permissions, number) != 0 || SysStat.fchmodat(Number, name, permissions, 0) != 0)
            return Marshal.GetLastPInvokeError();
        return 0;
    }

    /// <summary>0, or errno.</summary>
    public int TryRemoveDirectory(string name) =>
        Unistd.unlinkat(Number, name, Fcntl.AT_REMOVEDIR) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>0, or errno.</summary>
    public int TryRemoveFile(string name) =>
        Unistd.unlinkat(Number, name, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Renames an entry of this directory. 0, or errno.</summary>
    public int TryRename(string from, string to) =>
        Stdio.renameat(Number, from, Number, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public void MakeLink(string name, string target)
    {
        if (Unistd.symlinkat(target, Number, name) != 0)
            throw Failed("symlinkat", $"Making the link {name}");
    }

    /// <summary>Gives one entry, or with an empty name this directory itself, to another owner; links are not followed.</summary>
    public void ChangeOwner(string name, uint uid, uint gid)
    {
        if (Unistd.fchownat(Number, name, uid, gid, Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_EMPTY_PATH) != 0)
            throw Failed("fchownat", $"Changing the owner of {name}");
    }

    public void ChangeMode(uint mode)
    {
        if (SysStat.fchmod(Number, mode) != 0)
            throw Failed("fchmod", "Changing the mode of a directory");
    }

    /// <summary>Null when there is no such entry.</summary>
    public Status? StatusOf(string name)
    {
        if (SysStat.statx(Number, name, Fcntl.AT_SYMLINK_NOFOLLOW, SysStat.STATX_BASIC_STATS, out var found) == 0)
            return new Status(found);
        var errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? null : throw new SystemCallException("statx", errno, $"Looking at {name}");
    }

    /// <summary>Names of the directories in this one; links are left out.</summary>
    public IReadOnlyList<string> DirectoryNames() =>
        [.. Directory.EnumerateDirectories(
                $"/proc/self/fd/{Number}", "*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true })
            .Select(path => Path.GetFileName(path)!)];

    /// <summary>Everything in it, links included.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{Number}", "*", new EnumerationOptions { AttributesToSkip = 0 })
            .Select(path => Path.GetFileName(path)!)];

    /// <summary>Writes a value to a file of a kernel file system. 0, or errno.</summary>
    public int TryWrite(string name, ReadOnlySpan<byte> value)
    {
        using var file = TryOpenFile(name, Fcntl.O_WRONLY, out var errno);
        return file is null ? errno : -file.Write(value);
    }

    /// <summary>Reads a small file; null with the errno when it cannot be read.</summary>
    public string? TryReadText(string name, out int errno, int limit = 65536)
    {
        using var file = TryOpenFile(name, Fcntl.O_RDONLY, out errno);
        if (file is null)
            return null;
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(limit);
        try
        {
            var got = file.ReadAt(buffer.AsSpan(0, limit));
            errno = got < 0 ? -got : 0;
            return got < 0 ? null : System.Text.Encoding.UTF8.GetString(buffer, 0, got);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Descriptor? TryOpen(string path, int flags, ulong resolve, out int errno, uint mode = 0)
    {
        var how = new Fcntl.open_how
        {
            flags = (ulong)(flags | Fcntl.O_CLOEXEC),
            mode = (flags & Fcntl.O_CREAT) != 0 ? mode : 0,
            resolve = resolve,
        };
        for (var tries = 0; ; tries++)
        {
            var fd = Fcntl.openat2(Number, path, how);
            errno = fd >= 0 ? 0 : Marshal.GetLastPInvokeError();
            if (fd >= 0)
                return new Descriptor(fd);
            // EAGAIN: a rename raced with the lookup (openat2(2)); somebody who renames for ever must not hold us.
            if (errno is not (Errno.EINTR or Errno.EAGAIN) || tries == 1000)
                return null;
        }
    }

    private static SystemCallException Failed(string call, string tried) =>
        new(call, Marshal.GetLastPInvokeError(), tried);
}
