using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// Runs a program on the way to the payload, with the child's namespaces and credentials of that moment, and waits for
/// it. The launch's time limit holds for it too: its end kills this process, and with PID 1 the hook.
/// </summary>
internal static unsafe class ChildHook
{
    private const int NotExecutable = 126, Interrupted = -4, Failed = -5;

    public static nint Run(ChildContext* child, PlanOp* op)
    {
        // fork(2): clone3 is not wanted here, since a seccomp filter may not know it.
        var hook = RawCall.Invoke(56, RawProcess.SIGCHLD);
        if (hook < 0)
            return ChildStep.Check(child, Call.clone3, hook);
        if (hook == 0)
            Enter(child, op);
        RawProcess.siginfo_t ended;
        nint result;
        do
        {
            ended.si_pid = 0;
            result = RawProcess.waitid(P_PID, hook, &ended, RawProcess.WEXITED, null);
        }
        while (result == Interrupted);
        if (result < 0)
            return ChildStep.Check(child, Call.waitid, result);
        return ended.si_code == RawProcess.CLD_EXITED && ended.si_status == 0
            ? 0
            : ChildStep.Check(child, Call.hook_end, Failed);
    }

    private const int P_PID = 1;

    /// <summary>PlanFormat tells it to who writes hooks.</summary>
    private const uint RootDescriptor = PlanFormat.HookRootDescriptor;

    private static void Enter(ChildContext* child, PlanOp* op)
    {
        var pointers = stackalloc byte*[(int)(PlanValidator.MostHookBytes / 4) + 2];
        var texts = (uint*)child->Plan.Data(op->DataOffset);
        var count = op->DataBytes / 4;
        var at = 0;
        for (var i = 0u; i < count; i++)
        {
            if (i == op->Number)
                pointers[at++] = null;
            pointers[at++] = child->Plan.Text(texts[i]);
        }
        if (op->Number == count)
            pointers[at++] = null;
        pointers[at] = null;
        // The new root lies on top of "/", which no path from here leads to: the hook gets it by descriptor. Nothing else
        // of the launch is for it: the status pipe's end would tell of the payload.
        if (child->Page->RootFd != (int)RootDescriptor)
            RawFile.dup3(child->Page->RootFd, (nint)RootDescriptor, 0);
        RawFile.close_range(3, RootDescriptor - 1, 0);
        RawFile.close_range(RootDescriptor + 1, uint.MaxValue, 0);
        ulong none = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &none, null);
        RawProcess.execve(child->Plan.Text(op->Text1), pointers, pointers + op->Number + 1);
        ChildMain.Exit(NotExecutable);
    }
}
