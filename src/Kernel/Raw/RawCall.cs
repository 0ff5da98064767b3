using System.Runtime;
using System.Runtime.CompilerServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>
/// System calls for code that runs after a fork. There only the forking thread exists, while an ordinary P/Invoke
/// (SuppressGCTransition too) looks at the garbage collector's trap flag and would wait for ever for a thread that
/// is gone. A RuntimeImport is a plain call instruction. Only for NativeAOT programs whose managed work is done by
/// one thread: a collection cannot interrupt such a call.
/// </summary>
public static unsafe class RawCall
{
    /// <summary>The result, or minus errno.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Invoke(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        var result = syscall(number, a, b, c, d, e, f);
        return result == -1 ? -*__errno_location() : result;
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "syscall")]
    private static extern nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__errno_location")]
    private static extern int* __errno_location();
}
