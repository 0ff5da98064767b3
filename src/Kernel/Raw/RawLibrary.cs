using System.Runtime;
using System.Runtime.CompilerServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>
/// Functions of libc, called as <see cref="RawCall"/> calls: for a child that goes on as the program it was forked from, and
/// needs what libc itself does at a fork.
/// </summary>
public static unsafe class RawLibrary
{
    /// <summary>fork(3) with the handlers of pthread_atfork(3). 0 in the child, else its pid or minus errno.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Fork()
    {
        var pid = fork();
        return pid == -1 ? -*__errno_location() : pid;
    }

    /// <summary>Returns only if it fails: minus errno.</summary>
    public static int ExecuteFromPath(byte* program, byte** argv)
    {
        execvp(program, argv);
        return -*__errno_location();
    }

    public static void ClearEnvironment() => clearenv();

    /// <summary>The text becomes part of the environment and must last.</summary>
    public static void PutIntoEnvironment(byte* variable) => putenv(variable);

    /// <summary>Null when it is not set.</summary>
    public static byte* FromEnvironment(byte* name) => getenv(name);

    /// <summary>The login shell in the passwd of this process' root; null when there is none.</summary>
    public static byte* LoginShell(uint user)
    {
        var entry = (byte**)getpwuid(user);
        return entry is null ? null : entry[5]; // struct passwd: two texts, two ids, then gecos, home and shell
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "fork")]
    private static extern int fork();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "execvp")]
    private static extern int execvp(byte* file, byte** argv);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "clearenv")]
    private static extern int clearenv();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "putenv")]
    private static extern int putenv(byte* text);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "getenv")]
    private static extern byte* getenv(byte* name);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "getpwuid")]
    private static extern void* getpwuid(uint user);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__errno_location")]
    private static extern int* __errno_location();
}
