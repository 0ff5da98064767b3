using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// A process between launcher and child that enters namespaces which the launcher could not leave again: it lives for
/// two system calls, and its child is the launcher's (CLONE_PARENT).
/// </summary>
internal static unsafe class ChildStone
{
    public static void Run(ChildContext* child, RawProcess.clone_args* arguments)
    {
        var page = child->Page;
        page->StoneResult = (int)Enter(child);
        if (page->StoneResult >= 0)
        {
            var pid = RawProcess.clone3(arguments);
            if (pid == 0)
            {
                ChildMain.Run(child);
                ChildMain.Exit(125);
            }
            page->StoneResult = (int)pid;
        }
        ChildMain.Exit(0);
    }

    /// <summary>The user namespace last: with it the power over what belongs to others is gone.</summary>
    private static nint Enter(ChildContext* child)
    {
        if (child->Target >= 0)
        {
            var joined = RawProcess.setns(child->Target, RawProcess.CLONE_NEWPID);
            if (joined < 0)
                return joined;
        }
        var result = Enter(child, false);
        return result < 0 ? result : Enter(child, true);
    }

    private static nint Enter(ChildContext* child, bool users)
    {
        var ops = child->Plan.Ops;
        for (var i = 0; i < (int)child->Plan.Header->OpCount && ops[i].Kind <= PlanOpKind.EnterNamespace; i++)
        {
            if (ops[i].Kind != PlanOpKind.EnterNamespace || ops[i].Arg1 == RawProcess.CLONE_NEWUSER != users)
                continue;
            var result = RawProcess.setns(child->Slots[ops[i].Slot], ops[i].Arg1);
            if (result < 0)
                return result;
        }
        return 0;
    }
}
