using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sched.h: what the calling thread shares with others.</summary>
public static partial class Sched
{
    public const int CLONE_FS = 0x200;
    public const int CLONE_NEWNS = 0x0002_0000;
    public const int CLONE_NEWUSER = 0x1000_0000;
    public const int CLONE_NEWNET = 0x4000_0000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setns(int fd, int nstype);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int unshare(int flags);
}
