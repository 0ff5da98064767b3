using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// Copies a tree as it is: hard links, holes, devices, times, extended attributes, with owners shifted wherever they
/// stand: of the files, in access control lists and in file capabilities. Links are copied, never followed.
/// </summary>
public sealed unsafe class TreeCopy
{
    /// <summary>Two descriptors are open for each level.</summary>
    private const int MostLevels = 1_000;
    private const int BufferSize = 32_768;
    private const int MostPath = 4_000;
    private const uint OwnerOnly = 0x1C0;

    private readonly Dictionary<(ulong Device, ulong Inode), byte[]> _links = [];
    private readonly AttributeCopy _attributes;
    private readonly DirectoryHandle _top;
    private readonly IdShift _ids;
    private readonly CancellationToken _cancel;
    private bool _mayShare = true;
    private long _entries, _bytes, _shared;

    private TreeCopy(DirectoryHandle top, IdShift ids, CancellationToken cancel)
    {
        _top = top;
        _ids = ids;
        _attributes = new AttributeCopy(ids);
        _cancel = cancel;
    }

    /// <summary>What is in a directory into another one, which is empty; owner, mode and times of the directory too.</summary>
    /// <exception cref="SystemCallException">E.g. no space is left: what was copied by then stays.</exception>
    public static TreeCopied Copy(DirectoryHandle source, DirectoryHandle target, IdShift ids, CancellationToken cancel)
    {
        var copy = new TreeCopy(target, ids, cancel);
        copy.Directory(source, target, [], 0);
        fixed (byte* itself = "."u8)
        {
            if (SysStat.statx(source.Number, itself, 0, SysStat.STATX_BASIC_STATS, out var found) != 0)
                throw Failed("statx", []);
            copy.Properties(source, target, itself, found, []);
        }
        return new TreeCopied(copy._entries, copy._bytes, copy._shared);
    }

    private void Directory(DirectoryHandle source, DirectoryHandle target, byte[] path, int level)
    {
        if (level == MostLevels)
            throw new SystemCallException("mkdirat", Errno.ELOOP, $"Copying a tree: more than {MostLevels} directories in one another");
        foreach (var name in Names(source, path))
        {
            _cancel.ThrowIfCancellationRequested();
            fixed (byte* entry = name)
                Entry(source, target, entry, Join(path, name), level);
        }
    }

    private void Entry(DirectoryHandle source, DirectoryHandle target, byte* name, byte[] path, int level)
    {
        if (SysStat.statx(source.Number, name, Fcntl.AT_SYMLINK_NOFOLLOW, SysStat.STATX_BASIC_STATS, out var found) != 0)
        {
            // What runs may remove what was just listed.
            if (Marshal.GetLastPInvokeError() == Errno.ENOENT)
                return;
            throw Failed("statx", path);
        }
        _entries++;
        var type = found.stx_mode & SysStat.S_IFMT;
        if (type != SysStat.S_IFDIR && found.stx_nlink > 1 && Linked(target, name, found, path))
            return;
        switch (type)
        {
            case SysStat.S_IFDIR:
                if (SysStat.mkdirat(target.Number, name, OwnerOnly) != 0)
                    throw Failed("mkdirat", path);
                using (var from = Open(source, name, path))
                using (var to = Open(target, name, path))
                    Directory(from, to, path, level + 1);
                break;
            case SysStat.S_IFREG:
                File(source, target, name, found, path);
                break;
            case SysStat.S_IFLNK:
                Link(source, target, name, path);
                break;
            default:
                // makedev(3)
                var (major, minor) = ((ulong)found.stx_rdev_major, (ulong)found.stx_rdev_minor);
                var number = (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & 0xFFFFFF00) << 12 | (major & 0xFFFFF000) << 32;
                if (SysStat.mknodat(target.Number, name, (uint)type | OwnerOnly, number) != 0)
                    throw Failed("mknodat", path);
                break;
        }
        Properties(source, target, name, found, path);
    }

    /// <summary>True: it is another name of a file that was copied already.</summary>
    private bool Linked(DirectoryHandle target, byte* name, in SysStat.statx_t found, byte[] path)
    {
        var key = ((ulong)found.stx_dev_major << 32 | found.stx_dev_minor, found.stx_ino);
        if (!_links.TryGetValue(key, out var first))
        {
            if (path.Length < MostPath)
                _links[key] = path;
            return false;
        }
        fixed (byte* earlier = first)
        {
            return Unistd.linkat(_top.Number, earlier, target.Number, name, 0) == 0
                || (Marshal.GetLastPInvokeError() == Errno.EMLINK ? false : throw Failed("linkat", path));
        }
    }

    private void File(DirectoryHandle source, DirectoryHandle target, byte* name, in SysStat.statx_t found, byte[] path)
    {
        var from = Fcntl.openat(source.Number, name, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0);
        if (from < 0)
            throw Failed("openat", path);
        using var reader = new Descriptor(from);
        var to = Fcntl.openat(
            target.Number, name, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, OwnerOnly);
        if (to < 0)
            throw Failed("openat", path);
        using var writer = new Descriptor(to);
        _bytes += (long)found.stx_size;
        if (found.stx_size == 0)
            return;
        if (_mayShare && FileCopy.TryShare(reader, writer))
        {
            _shared++;
            return;
        }
        _mayShare = _mayShare && Marshal.GetLastPInvokeError() is not (Errno.EOPNOTSUPP or Errno.EXDEV or Errno.ENOTTY or Errno.EINVAL);
        FileCopy.Copy(reader, writer, (long)found.stx_size);
    }

    private static void Link(DirectoryHandle source, DirectoryHandle target, byte* name, byte[] path)
    {
        var content = stackalloc byte[4097];
        var length = Unistd.readlinkat(source.Number, name, content, 4096);
        if (length < 0)
            throw Failed("readlinkat", path);
        content[length] = 0;
        if (Unistd.symlinkat(content, target.Number, name) != 0)
            throw Failed("symlinkat", path);
    }

    /// <summary>In this order: a new owner takes setuid bits and file capabilities away, and every change sets times.</summary>
    private void Properties(DirectoryHandle source, DirectoryHandle target, byte* name, in SysStat.statx_t found, byte[] path)
    {
        if (Unistd.fchownat(target.Number, name, _ids.Of(found.stx_uid), _ids.Of(found.stx_gid), Fcntl.AT_SYMLINK_NOFOLLOW) != 0)
            throw Failed("fchownat", path);
        if ((found.stx_mode & SysStat.S_IFMT) != SysStat.S_IFLNK && SysStat.fchmodat(target.Number, name, (uint)(found.stx_mode & 0xFFF), 0) != 0)
            throw Failed("fchmodat", path);
        _attributes.Copy(source, target, name);
        var times = stackalloc SysStat.timespec[2];
        times[0] = new SysStat.timespec { tv_sec = found.stx_atime_sec, tv_nsec = found.stx_atime_nsec };
        times[1] = new SysStat.timespec { tv_sec = found.stx_mtime_sec, tv_nsec = found.stx_mtime_nsec };
        if (SysStat.utimensat(target.Number, name, times, Fcntl.AT_SYMLINK_NOFOLLOW) != 0)
            throw Failed("utimensat", path);
    }

    private static DirectoryHandle Open(DirectoryHandle parent, byte* name, byte[] path)
    {
        var fd = Fcntl.openat(parent.Number, name, Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
        return fd >= 0 ? DirectoryHandle.FromDescriptor(fd) : throw Failed("openat", path);
    }

    /// <summary>Read as a whole first: names need not be UTF-8, and each ends with a NUL.</summary>
    private static List<byte[]> Names(DirectoryHandle directory, byte[] path)
    {
        var names = new List<byte[]>();
        var buffer = (byte*)NativeMemory.Alloc(BufferSize);
        try
        {
            using var listing = directory.OpenFile(".", Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            while (true)
            {
                var got = Dirent.getdents64(listing.Number, buffer, BufferSize);
                if (got == 0)
                    return names;
                if (got < 0)
                    throw Failed("getdents64", path);
                for (nint at = 0; at < got; at += *(ushort*)(buffer + at + Dirent.d_reclen))
                {
                    var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + Dirent.d_name);
                    if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                        names.Add([.. name, 0]);
                }
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static byte[] Join(byte[] path, byte[] name) => path.Length == 0 ? name : [.. path.AsSpan(0, path.Length - 1), (byte)'/', .. name];

    private static SystemCallException Failed(string call, byte[] path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new(call, errno, $"Copying {(path.Length == 0 ? "a tree" : System.Text.Encoding.UTF8.GetString(path.AsSpan(0, path.Length - 1)))}");
    }
}
