using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/loop.h: loop(4).</summary>
public static unsafe partial class LinuxLoop
{
    public const nuint LOOP_CONFIGURE = 0x4C0A;
    public const nuint LOOP_CTL_GET_FREE = 0x4C82;
    public const uint LO_FLAGS_READ_ONLY = 1;
    public const uint LO_FLAGS_AUTOCLEAR = 4;

    /// <summary>With the fields of its struct loop_info64 that are used here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 304)]
    public struct loop_config
    {
        [FieldOffset(0)] public uint fd;
        [FieldOffset(4)] public uint block_size;
        [FieldOffset(60)] public uint lo_flags;
        [FieldOffset(64)] public fixed byte lo_file_name[64];
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, loop_config* config);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request);
}
