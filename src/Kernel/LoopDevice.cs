using System.Globalization;
using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// A file as a block device, loop(4). It clears itself when nothing uses it any more: the last of this descriptor and of
/// the mounts made from it, so that none is left after any end of any process.
/// </summary>
public sealed class LoopDevice : Descriptor
{
    private const int MostTries = 64;

    private LoopDevice(int fd, string path) : base(fd) => Path = path;

    public string Path { get; }

    /// <summary>Null with the errno and what was tried.</summary>
    /// <param name="file">Its open file, with the locks on it, is held by the device.</param>
    public static unsafe LoopDevice? TryAttach(Descriptor file, bool readOnly, out int errno, out string tried)
    {
        tried = "open /dev/loop-control";
        using var control = Open("/dev/loop-control", Fcntl.O_RDWR, out errno);
        if (control is null)
            return null;
        for (var tries = 0; tries < MostTries; tries++)
        {
            tried = "find a free loop device";
            var number = LinuxLoop.ioctl(control.Number, LinuxLoop.LOOP_CTL_GET_FREE);
            errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (number < 0)
                return null;
            var path = "/dev/loop" + number.ToString(CultureInfo.InvariantCulture);
            tried = $"open {path}";
            var device = Open(path, readOnly ? Fcntl.O_RDONLY : Fcntl.O_RDWR, out errno);
            if (device is null)
                return null;
            LinuxLoop.loop_config config = default;
            config.fd = (uint)file.Number;
            config.lo_flags = LinuxLoop.LO_FLAGS_AUTOCLEAR | (readOnly ? LinuxLoop.LO_FLAGS_READ_ONLY : 0);
            tried = $"attach to {path}";
            // One call: no moment in which the device is there without autoclear (LOOP_SET_FD had it).
            if (LinuxLoop.ioctl(device.Number, LinuxLoop.LOOP_CONFIGURE, &config) == 0)
                return new LoopDevice(device.Release(), path);
            errno = Marshal.GetLastPInvokeError();
            device.Dispose();
            // Somebody else took the free one in between.
            if (errno != Errno.EBUSY)
                return null;
        }
        return null;
    }

    private static Descriptor? Open(string path, int flags, out int errno)
    {
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, flags | Fcntl.O_CLOEXEC, 0);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new Descriptor(fd);
    }
}
