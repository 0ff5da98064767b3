using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/nsfs.h: ioctl_ns(2).</summary>
public static partial class LinuxNsfs
{
    public const nuint NS_GET_USERNS = 0xb701;
    public const nuint NS_GET_PARENT = 0xb702;
    public const nuint NS_GET_OWNER_UID = 0xb704;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int ioctl(int fd, nuint request, uint* value);
}
