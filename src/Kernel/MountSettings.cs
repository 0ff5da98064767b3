using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Mounts by their paths.</summary>
public static class MountSettings
{
    public const int Detach = SysMount.MNT_DETACH, NoFollow = SysMount.UMOUNT_NOFOLLOW;

    private const long NoDevices = 4;

    /// <summary>0, or errno.</summary>
    public static int Unmount(string path, int flags) => SysMount.umount2(path, flags) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether device nodes in a directory open nothing (ST_NODEV of statfs(2)); of a missing one that of what it would be made in.</summary>
    public static bool RefusesDevices(string directory)
    {
        for (var path = directory; ; path = Path.GetDirectoryName(path) ?? "/")
        {
            using var handle = DirectoryHandle.TryOpen(path, out _);
            if (handle is not null)
                return SysStatfs.fstatfs(handle.Number, out var found) == 0 && (found.f_flags & NoDevices) != 0;
            if (path == "/")
                return false;
        }
    }
}
