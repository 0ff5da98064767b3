using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/pidfd.h and signal.h.</summary>
public static partial class SysPidfd
{
    private const nint SYS_pidfd_send_signal = 424;
    private const nint SYS_pidfd_open = 434;

    /// <summary>pidfd_open(2): glibc has a wrapper only from 2.36 on.</summary>
    public static int pidfd_open(int pid, uint flags) => (int)syscall(SYS_pidfd_open, pid, (nint)flags, 0, 0);

    public static int pidfd_send_signal(int pidfd, int sig) => (int)syscall(SYS_pidfd_send_signal, pidfd, sig, 0, 0);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int sig);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);
}
