using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>stdio.h: the renames.</summary>
public static unsafe partial class Stdio
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial int renameat(int olddirfd, byte* oldpath, int newdirfd, byte* newpath);
}
