using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// What runs between clone and exec. Rules of this namespace, checked by a test that disassembles it: stack and
/// native memory only, no allocation, no exception, no static with an initialiser, no delegate, no P/Invoke
/// (see <see cref="RawCall"/>).
/// </summary>
internal static unsafe class ChildMain
{
    private const int FutexTimedOut = -110, Interrupted = -4;

    public static void Run(ChildContext* child)
    {
        var page = child->Page;
        page->Stage = Stage.Begin;
        Guard();
        ResetSignals();

        var header = child->Plan.Header;
        var ops = child->Plan.Ops;
        var late = false;
        for (var i = 0; i < (int)header->OpCount; i++)
        {
            var op = ops + i;
            if (op->Kind < PlanOpKind.JoinCgroup)
                continue;
            if (!late && op->Kind >= PlanOpKind.JoinNamespaces)
            {
                late = true;
                BeginLatePhase(child);
            }
            if (op->Kind == PlanOpKind.Exec)
                ChildExec.Enter(child, i);
            page->Stage = i;
            var result = ChildStep.Do(child, op);
            if (result < 0 && (op->Flags & PlanOpFlags.SkipFailed) == 0)
                Fail(page, i, (int)-result);
        }
        Fail(page, Stage.Entering, 8);
    }

    /// <summary>Anew after each change of credentials, which undoes both (prctl(2)).</summary>
    public static void Guard()
    {
        // Without the launcher nobody would give the word; the flag is taken back before the payload is entered.
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        // Memory of the launcher is in here: nobody inside may trace us or read /proc/PID/mem (CVE-2016-9962).
        RawProcess.prctl(RawProcess.PR_SET_DUMPABLE, 0);
    }

    /// <summary>Ends the child; <see cref="LaunchPage.FailedCall"/> was set where the failure was seen.</summary>
    public static void Fail(LaunchPage* page, int op, int errno)
    {
        page->FailedOp = op;
        page->FailedErrno = errno;
        Exit(125);
    }

    /// <summary>Returning into the launcher's code would make a second launcher: rather fault than that.</summary>
    public static void Exit(int status)
    {
        while (true)
        {
            RawProcess.exit_group(status);
            *(int*)8 = 0;
        }
    }

    private static void BeginLatePhase(ChildContext* child)
    {
        var page = child->Page;
        page->Stage = Stage.WaitingForGo;
        if (child->Plan.Header->TimeOffsets != 0)
            SendStatus(child, StatusByte.EarlyDone);
        RawProcess.timespec limit;
        limit.tv_sec = child->WaitSeconds;
        limit.tv_nsec = 0;
        while (true)
        {
            var word = System.Threading.Volatile.Read(ref page->Word);
            if (word == LaunchPage.Go)
                break;
            if (word == LaunchPage.Abort)
                Exit(125);
            var result = RawProcess.futex(&page->Word, RawProcess.FUTEX_WAIT, LaunchPage.Wait, &limit);
            if (result == FutexTimedOut)
            {
                page->FailedCall = Call.wait_for_go;
                Fail(page, Stage.WaitingForGo, 110);
            }
        }
        var unshared = RawFile.close_range(child->FirstForeign, uint.MaxValue, RawFile.CLOSE_RANGE_UNSHARE);
        if (unshared < 0)
        {
            page->FailedCall = Call.close_range;
            Fail(page, Stage.WaitingForGo, (int)-unshared);
        }
        ChildDescriptors.CloseForeign(child);
        SendStatus(child, StatusByte.Unshared);
        if (ChildCredentials.HasOtherUsers(child->Plan))
        {
            var root = ChildCredentials.BecomeRoot(child);
            if (root < 0)
                Fail(page, Stage.WaitingForGo, (int)-root);
        }
    }

    public static void SendStatus(ChildContext* child, byte status)
    {
        while (RawFile.write(child->Status, &status, 1) == Interrupted)
        {
        }
    }

    /// <summary>CLONE_CLEAR_SIGHAND leaves ignored signals ignored, and .NET ignores SIGPIPE, which exec would keep.</summary>
    private static void ResetSignals()
    {
        RawProcess.sigaction_t action;
        action.handler = 0;
        action.flags = 0;
        action.restorer = 0;
        action.mask = 0;
        for (var signal = 1; signal <= 64; signal++)
            RawProcess.rt_sigaction(signal, &action);
    }
}
