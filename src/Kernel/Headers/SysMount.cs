using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/mount.h: what the daemon itself does with mounts.</summary>
public static partial class SysMount
{
    public const uint OPEN_TREE_CLONE = 1;
    public const uint OPEN_TREE_CLOEXEC = 0x80000;
    public const uint AT_RECURSIVE = 0x8000;

    private const nint SYS_open_tree = 428;

    /// <summary>open_tree(2) has no wrapper before glibc 2.36.</summary>
    public static int open_tree(int dirfd, string filename, uint flags) => (int)syscall(SYS_open_tree, dirfd, filename, (nint)flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint dirfd, string filename, nint flags);
}
