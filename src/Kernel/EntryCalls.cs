using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// System calls on the entries of a directory by names that are bytes: what archives and strangers' trees have need not
/// be UTF-8. Each name ends in a NUL. A result below zero is minus errno. Nothing here follows a link in the last place, but
/// <see cref="OpenInRoot"/>.
/// </summary>
public static unsafe class EntryCalls
{
    /// <summary>openat2(2) as a process with this root would see the path: absolute links and <c>..</c> stay inside.</summary>
    /// <param name="links">False: any link on the way is refused (ELOOP).</param>
    public static int OpenInRoot(int root, ReadOnlySpan<byte> path, int flags, bool links)
    {
        var how = new Fcntl.open_how
        {
            flags = (ulong)(flags | Fcntl.O_CLOEXEC),
            resolve = Fcntl.RESOLVE_IN_ROOT | Fcntl.RESOLVE_NO_MAGICLINKS | (links ? 0 : Fcntl.RESOLVE_NO_SYMLINKS),
        };
        // SAFETY: here and below spans are pinned for the length of the call.
        fixed (byte* name = path)
        {
            for (var tries = 0; ; tries++)
            {
                var fd = Fcntl.openat2(root, name, how);
                if (fd >= 0)
                    return fd;
                var errno = Marshal.GetLastPInvokeError();
                // EAGAIN: a rename raced with the lookup (openat2(2)); somebody who renames for ever must not hold us.
                if (errno is not (Errno.EINTR or Errno.EAGAIN) || tries == 1000)
                    return -errno;
            }
        }
    }

    /// <summary>Opens one entry, never through a link.</summary>
    public static int Open(int directory, ReadOnlySpan<byte> name, int flags, uint mode = 0)
    {
        fixed (byte* pointer = name)
        {
            while (true)
            {
                var fd = Fcntl.openat(directory, pointer, flags | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, mode);
                if (fd >= 0)
                    return fd;
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return -errno;
            }
        }
    }

    public static int MakeDirectory(int directory, ReadOnlySpan<byte> name, uint mode)
    {
        fixed (byte* pointer = name)
            return Result(SysStat.mkdirat(directory, pointer, mode));
    }

    /// <param name="type">One of <c>S_IF…</c> and the permissions.</param>
    public static int MakeNode(int directory, ReadOnlySpan<byte> name, uint type, int major, int minor)
    {
        // makedev(3): the bits of both numbers are interleaved.
        var (high, low) = ((ulong)(uint)major, (ulong)(uint)minor);
        var number = (low & 0xFF) | (high & 0xFFF) << 8 | (low & 0xFFFFFF00) << 12 | (high & 0xFFFFF000) << 32;
        fixed (byte* pointer = name)
            return Result(SysStat.mknodat(directory, pointer, type, number));
    }

    /// <summary>The link itself may be linked to, what it leads to not.</summary>
    public static int MakeHardLink(int targetDirectory, ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* from = target, to = name)
            return Result(Unistd.linkat(targetDirectory, from, directory, to, 0));
    }

    public static int MakeSymbolicLink(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* from = target, to = name)
            return Result(Unistd.symlinkat(from, directory, to));
    }

    /// <summary>Length of the target, which is cut where the buffer ends.</summary>
    public static int ReadLink(int directory, ReadOnlySpan<byte> name, Span<byte> target)
    {
        fixed (byte* pointer = name, buffer = target)
            return Result((int)Unistd.readlinkat(directory, pointer, buffer, (nuint)target.Length));
    }

    public static int Remove(int directory, ReadOnlySpan<byte> name, bool isDirectory)
    {
        fixed (byte* pointer = name)
            return Result(Unistd.unlinkat(directory, pointer, isDirectory ? Fcntl.AT_REMOVEDIR : 0));
    }

    public static int Rename(int directory, ReadOnlySpan<byte> name, int toDirectory, ReadOnlySpan<byte> to)
    {
        fixed (byte* from = name, into = to)
            return Result(Stdio.renameat(directory, from, toDirectory, into));
    }

    public static int ChangeOwner(int directory, ReadOnlySpan<byte> name, uint uid, uint gid)
    {
        fixed (byte* pointer = name)
            return Result(Unistd.fchownat(directory, pointer, uid, gid, Fcntl.AT_SYMLINK_NOFOLLOW));
    }

    public static int ChangeOwner(int file, uint uid, uint gid) => Result(Unistd.fchown(file, uid, gid));

    public static int ChangeMode(int file, uint mode) => Result(SysStat.fchmod(file, mode));

    /// <summary>Both times of a file, in seconds and nanoseconds since 1970.</summary>
    public static int ChangeTime(int file, long seconds, long nanoseconds)
    {
        var times = stackalloc SysStat.timespec[2];
        times[0] = times[1] = new SysStat.timespec { tv_sec = seconds, tv_nsec = nanoseconds };
        return Result(SysStat.futimens(file, times));
    }

    public static int ChangeTime(int directory, ReadOnlySpan<byte> name, long seconds, long nanoseconds)
    {
        var times = stackalloc SysStat.timespec[2];
        times[0] = times[1] = new SysStat.timespec { tv_sec = seconds, tv_nsec = nanoseconds };
        fixed (byte* pointer = name)
            return Result(SysStat.utimensat(directory, pointer, times, Fcntl.AT_SYMLINK_NOFOLLOW));
    }

    public static int SetAttribute(int file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* pointer = name, content = value)
            return Result(SysXattr.fsetxattr(file, pointer, content, (nuint)value.Length, 0));
    }

    /// <summary>Length of the value; -ERANGE when it does not fit.</summary>
    public static int GetAttribute(int file, ReadOnlySpan<byte> name, Span<byte> value)
    {
        fixed (byte* pointer = name, buffer = value)
            return Result((int)SysXattr.fgetxattr(file, pointer, buffer, (nuint)value.Length));
    }

    /// <summary>Names one after the other, each with its NUL; their length altogether.</summary>
    public static int ListAttributes(int file, Span<byte> names)
    {
        fixed (byte* buffer = names)
            return Result((int)SysXattr.flistxattr(file, buffer, (nuint)names.Length));
    }

    public static int Look(int directory, ReadOnlySpan<byte> name, out EntryStatus status)
    {
        int result;
        SysStat.statx_t found;
        fixed (byte* pointer = name)
        {
            result = SysStat.statx(
                directory, pointer, Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS | SysStat.STATX_MNT_ID, out found);
        }
        status = new EntryStatus(found);
        return Result(result);
    }

    /// <summary>Names of a directory in the order of their bytes, each with its NUL; minus errno in <paramref name="result"/> when it cannot be read.</summary>
    public static List<byte[]> Names(int directory, out int result)
    {
        var names = new List<byte[]>();
        // A descriptor of its own starts at the first entry.
        var fd = Open(directory, ".\0"u8, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        result = fd;
        if (fd < 0)
            return names;
        const int size = 32768;
        var buffer = (byte*)NativeMemory.Alloc(size);
        try
        {
            while (true)
            {
                var got = Dirent.getdents64(fd, buffer, size);
                result = got >= 0 ? 0 : -Marshal.GetLastPInvokeError();
                if (got <= 0)
                    break;
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
            Close(fd);
        }
        names.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
        return names;
    }

    /// <summary>Everything of the span, at the file's position.</summary>
    public static int Write(int file, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            nint put;
            fixed (byte* pointer = data)
                put = Unistd.write(file, pointer, (nuint)data.Length);
            if (put >= 0)
                data = data[(int)put..];
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                return -errno;
        }
        return 0;
    }

    public static int WriteAt(int file, ReadOnlySpan<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            nint put;
            fixed (byte* pointer = data)
                put = Unistd.pwrite(file, pointer, (nuint)data.Length, offset);
            if (put >= 0)
            {
                data = data[(int)put..];
                offset += put;
            }
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                return -errno;
        }
        return 0;
    }

    /// <summary>Up to a whole span; less only at the end.</summary>
    public static int Read(int file, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            nint got;
            fixed (byte* pointer = buffer[total..])
                got = Unistd.read(file, pointer, (nuint)(buffer.Length - total));
            if (got == 0)
                break;
            if (got > 0)
                total += (int)got;
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                return -errno;
        }
        return total;
    }

    public static int SetLength(int file, long length) => Result(Unistd.ftruncate(file, length));

    public static void Close(int file) => Unistd.close(file);

    /// <summary>Writes the whole file system of an open file to the disk.</summary>
    public static int SyncFileSystem(int file) => Result(Unistd.syncfs(file));

    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();
}
