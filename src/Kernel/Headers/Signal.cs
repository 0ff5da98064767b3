using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>signal.h.</summary>
public static partial class Signal
{
    public const int SIGPIPE = 13;
    public const nint SIG_DFL = 0;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint signal(int signum, nint handler);
}
