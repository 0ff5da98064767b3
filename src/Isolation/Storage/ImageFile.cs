using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage;

/// <summary>
/// A file that holds a file system, as a root. Two writers, or a writer and a reader, would destroy it, since each loop
/// device has a cache of its own: so the file is locked, and its lock is held by the loop device, as long as that is.
/// </summary>
internal static class ImageFile
{
    /// <summary>Detached mount of its file system; null with <paramref name="problem"/>, or with none while it is in use.</summary>
    public static DirectoryHandle? TryMount(string path, bool readOnly, out string? problem)
    {
        problem = null;
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, (readOnly ? Fcntl.O_RDONLY : Fcntl.O_RDWR) | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK, 0);
        if (fd < 0)
        {
            problem = Text(path, "opened", Marshal.GetLastPInvokeError());
            return null;
        }
        using var file = new Descriptor(fd);
        if (!file.Status().IsRegular)
        {
            problem = $"The root {path} is no file with a file system in it.";
            return null;
        }
        if (SysFile.flock(fd, (readOnly ? SysFile.LOCK_SH : SysFile.LOCK_EX) | SysFile.LOCK_NB) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EAGAIN)
                problem = Text(path, "locked", errno);
            return null;
        }
        if (FileSystemProbe.TypeOf(file) is not { } type)
        {
            problem = $"The root {path} holds no file system that is known (ext2–4, squashfs, erofs, xfs, btrfs, f2fs, iso9660). "
                + "A disk with partitions is not one: extract the partition first.";
            return null;
        }
        using var loop = LoopDevice.TryAttach(file, readOnly, out var failed, out var tried);
        if (loop is null)
        {
            problem = $"The root {path} cannot be attached to a loop device: {tried}: {Errno.Describe(failed)} ({Errno.Name(failed)}).";
            return null;
        }
        var mount = DetachedMount.TryMake(type, loop.Path, readOnly, out failed, out var call);
        if (mount is null)
        {
            problem = $"The {type} file system in {path} cannot be mounted: {call}: {Errno.Describe(failed)} ({Errno.Name(failed)}). "
                + "Check it with fsck.";
        }
        return mount;
    }

    private static string Text(string path, string what, int errno) =>
        $"The root {path} cannot be {what}: {Errno.Describe(errno)} ({Errno.Name(errno)}). Check the path.";
}
