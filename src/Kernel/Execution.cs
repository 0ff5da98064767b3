using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Replaces this process by another program, execve(2).</summary>
public static unsafe class Execution
{
    /// <summary>Does not return if it works; gives what went wrong otherwise.</summary>
    public static SystemCallException Replace(string path, IReadOnlyList<string> arguments)
    {
        using var argv = new StringVector([path, .. arguments]);
        // .NET ignores SIGPIPE, and an ignored signal stays ignored over execve.
        _ = Signal.signal(Signal.SIGPIPE, Signal.SIG_DFL);
        _ = Unistd.execv(path, argv.Pointer);
        return new SystemCallException("execv", Marshal.GetLastPInvokeError(), path);
    }
}
