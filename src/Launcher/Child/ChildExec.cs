using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>The last step: the payload's program, directly or below our PID 1. Never returns.</summary>
internal static unsafe class ChildExec
{
    private const int NotThere = -2, NotPermitted = -13, NotADirectory = -20;

    public static void Enter(ChildContext* child, int first)
    {
        var page = child->Page;
        page->Stage = first;
        if ((child->Plan.Header->Flags & PlanFlags.Init) != 0)
            ChildInit.Fork(child, first);
        Execute(child, first);
    }

    public static void Execute(ChildContext* child, int first)
    {
        var page = child->Page;
        // From here on the container outlives the launcher.
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, 0);
        ulong none = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &none, null);
        page->Stage = Stage.Entering;
        nint problem = NotThere;
        var at = first;
        for (var i = first; i < (int)child->Plan.Header->OpCount; i++)
        {
            var program = child->Plan.Text(child->Plan.Ops[i].Text1);
            // execve makes a whole address space before it looks; most of PATH is not there.
            RawFile.statx_t status;
            var there = RawFile.statx(RawFile.AT_FDCWD, program, 0, &status);
            var result = there is NotThere or NotADirectory ? there : RawProcess.execve(program, child->Argv, child->Envp);
            // As execvp(3): go on where it is not; remember where it was but could not be entered.
            if (result != NotThere && result != NotADirectory && (problem == NotThere || problem == NotADirectory))
            {
                problem = result;
                at = i;
            }
            if (result != NotThere && result != NotADirectory && result != NotPermitted)
                break;
        }
        page->FailedCall = Call.execve;
        ChildMain.Fail(page, at, (int)-problem);
    }
}
