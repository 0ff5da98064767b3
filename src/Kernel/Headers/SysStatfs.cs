using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/statfs.h, x86-64.</summary>
public static partial class SysStatfs
{
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    public struct statfs_t
    {
        [FieldOffset(0)] public long f_type;
        [FieldOffset(8)] public long f_bsize;
        [FieldOffset(16)] public ulong f_blocks;
        [FieldOffset(24)] public ulong f_bfree;
        [FieldOffset(32)] public ulong f_bavail;
        [FieldOffset(80)] public long f_flags;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fstatfs(int fd, out statfs_t buffer);
}
