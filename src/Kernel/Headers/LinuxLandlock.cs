using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/landlock.h; glibc has no wrappers.</summary>
public static partial class LinuxLandlock
{
    public const uint LANDLOCK_CREATE_RULESET_VERSION = 1;

    private const nint SYS_landlock_create_ruleset = 444;

    public static nint landlock_create_ruleset(nint attributes, nuint size, uint flags) =>
        syscall(SYS_landlock_create_ruleset, attributes, size, flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint attributes, nuint size, uint flags);
}
