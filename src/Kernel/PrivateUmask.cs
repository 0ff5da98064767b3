using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// A umask of zero for one thread that belongs to the caller alone: files then get their mode from the call that makes them,
/// which saves another one for each. The working directory is this thread's own from then on, too (unshare(2), CLONE_FS).
/// </summary>
public static class PrivateUmask
{
    public static void Clear()
    {
        if (Sched.unshare(Sched.CLONE_FS) != 0)
            throw new SystemCallException("unshare", Marshal.GetLastPInvokeError(), "Giving a thread a umask of its own");
        SysStat.umask(0);
    }
}
