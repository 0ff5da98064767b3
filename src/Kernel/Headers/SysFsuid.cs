using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>sys/fsuid.h and sys/prctl.h: with whose ids the calling thread makes files.</summary>
public static partial class SysFsuid
{
    public const int PR_SET_SECUREBITS = 28;
    public const nuint SECBIT_NO_SETUID_FIXUP = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setfsuid(uint fsuid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setfsgid(uint fsgid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);
}
