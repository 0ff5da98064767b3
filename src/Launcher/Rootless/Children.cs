using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Rootless;

/// <summary>Ends of own children.</summary>
internal static unsafe class Children
{
    private const int P_PID = 1;

    /// <summary>Its exit code; 128 and the number when a signal ended it.</summary>
    public static int Wait(nint pid)
    {
        RawProcess.siginfo_t ended;
        while (RawProcess.waitid(P_PID, pid, &ended, RawProcess.WEXITED, null) == -Errno.EINTR)
        {
        }
        return ended.si_code == RawProcess.CLD_EXITED ? ended.si_status : 128 + ended.si_status;
    }
}
