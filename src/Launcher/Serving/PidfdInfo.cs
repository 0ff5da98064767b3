using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// PIDFD_GET_INFO with PIDFD_INFO_EXIT (Linux 6.15): the wait status of a process that was not our child, once
/// whoever inherited it has reaped it.
/// </summary>
internal static unsafe class PidfdInfo
{
    private const ulong InfoExit = 8;
    private const nuint GetInfo = 0xC040_FF0B; // _IOWR(PIDFS_IOCTL_MAGIC, 11, 64 bytes)

    /// <summary>The wait status, or null with the errno when the kernel does not tell (0: it has none).</summary>
    public static int? ExitStatus(nint pidfd, out int errno)
    {
        ExitInfo request = default;
        request.mask = InfoExit;
        var result = RawFile.ioctl(pidfd, GetInfo, (nint)(&request));
        errno = result < 0 ? (int)-result : 0;
        return result >= 0 && (request.mask & InfoExit) != 0 ? request.exit_code : null;
    }

    /// <summary>struct pidfd_info as of Linux 6.15.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct ExitInfo
    {
        [FieldOffset(0)] public ulong mask;
        [FieldOffset(60)] public int exit_code;
    }
}
