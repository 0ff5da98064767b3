using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Rootless;

/// <summary>A process in a container's user and network namespace while nobody else is: programs name a namespace by a pid.</summary>
internal sealed unsafe class StandIn : IDisposable
{
    private const int Pause = 34;

    private StandIn(int pid) => Pid = pid;

    public int Pid { get; }

    public static StandIn? Start(int userNamespace, int network, out int errno)
    {
        int* ready = stackalloc int[2];
        errno = (int)-RawFile.pipe2(ready, RawFile.O_CLOEXEC);
        if (errno > 0)
            return null;
        var pid = RawCall.Invoke(56, RawProcess.SIGCHLD); // clone(2)
        if (pid == 0)
            Be(userNamespace, network, ready[1]);
        RawFile.close(ready[1]);
        var result = 0;
        var known = pid > 0 && RawFile.read(ready[0], &result, sizeof(int)) == sizeof(int);
        RawFile.close(ready[0]);
        errno = known ? -result : pid < 0 ? (int)-pid : Errno.EIO;
        if (pid < 0)
            return null;
        var stand = new StandIn((int)pid);
        if (errno == 0)
            return stand;
        stand.Dispose();
        return null;
    }

    public void Dispose()
    {
        RawProcess.kill(Pid, RawProcess.SIGKILL);
        Children.Wait(Pid);
    }

    private static void Be(int userNamespace, int network, int ready)
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        var result = RawProcess.setns(userNamespace, RawProcess.CLONE_NEWUSER);
        if (result >= 0)
            result = RawProcess.setns(network, RawProcess.CLONE_NEWNET);
        // Entering took the leave to look at it from its own user (ptrace(2), "dumpable").
        RawProcess.prctl(RawProcess.PR_SET_DUMPABLE, 1);
        var answer = (int)result;
        RawFile.write(ready, &answer, sizeof(int));
        while (true)
            RawCall.Invoke(Pause);
    }
}
