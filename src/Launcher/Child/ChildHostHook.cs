using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>A hook on the host: a process of the launcher's, with nothing of the launch but what it is given.</summary>
internal static unsafe class ChildHostHook
{
    private const int NotExecutable = 126;

    public static void Enter(HostHookStart* start)
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        RawProcess.setsid();
        var nothing = RawFile.openat(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8), RawFile.O_RDWR | RawFile.O_CLOEXEC);
        RawFile.dup3(start->Input >= 0 ? start->Input : nothing, 0, 0);
        // What it says goes where the launcher's own complaints go.
        RawFile.dup3(2, 1, 0);
        RawFile.close_range(3, uint.MaxValue, 0);
        ulong none = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &none, null);
        RawProcess.execve(start->Argv[-1], start->Argv, start->Envp);
        ChildMain.Exit(NotExecutable);
    }
}
