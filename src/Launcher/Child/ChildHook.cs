using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// Runs a program on the way to the payload, with the child's namespaces and credentials of that moment, and waits for
/// it. The launch's time limit holds for it too: its end kills this process, and with PID 1 the hook.
/// </summary>
internal static unsafe class ChildHook
{
    private const int NotExecutable = 126, Interrupted = -4, Again = -11, Failed = -5, TimedOut = -110, TooMuch = -7;
    private const int P_PID = 1, Unblock = 1;
    private const ulong ChildSignal = 1UL << (RawProcess.SIGCHLD - 1);

    /// <summary>PlanFormat tells it to who writes hooks.</summary>
    private const uint RootDescriptor = PlanFormat.HookRootDescriptor;

    public static nint Run(ChildContext* child, PlanOp* op)
    {
        var input = op->Text2 == 0 ? -1 : Input(child, op);
        if (input < -1)
            return ChildStep.Check(child, Call.pipe2, input);
        var chld = ChildSignal;
        RawProcess.rt_sigprocmask(RawProcess.SIG_BLOCK, &chld, null);
        // fork(2): clone3 is not wanted here, since a seccomp filter may not know it.
        var hook = RawCall.Invoke(56, RawProcess.SIGCHLD);
        if (hook == 0)
            Enter(child, op, input);
        if (input >= 0)
            RawFile.close(input);
        if (hook < 0)
            return ChildStep.Check(child, Call.clone3, hook);
        var result = Wait(child, hook, (long)op->Arg1);
        RawProcess.rt_sigprocmask(Unblock, &chld, null);
        return result;
    }

    /// <summary>Has the launcher run it on the host, and waits for its word.</summary>
    public static nint OnHost(ChildContext* child, PlanOp* op)
    {
        var page = child->Page;
        page->HookWord = LaunchPage.HookAsked;
        page->HookOp = (int)(op - child->Plan.Ops);
        ChildMain.SendStatus(child, StatusByte.HostHook);
        RawProcess.timespec limit;
        limit.tv_sec = child->WaitSeconds;
        limit.tv_nsec = 0;
        while (true)
        {
            var word = System.Threading.Volatile.Read(ref page->HookWord);
            if (word != LaunchPage.HookAsked)
                return word == LaunchPage.HookDone ? 0 : ChildStep.Check(child, Call.hook_end, Failed);
            if (RawProcess.futex(&page->HookWord, RawProcess.FUTEX_WAIT, LaunchPage.HookAsked, &limit) == TimedOut)
                return ChildStep.Check(child, Call.hook_end, TimedOut);
        }
    }

    private static nint Wait(ChildContext* child, nint hook, long milliseconds)
    {
        RawProcess.timespec limit;
        limit.tv_sec = milliseconds / 1000;
        limit.tv_nsec = milliseconds % 1000 * 1_000_000;
        var chld = ChildSignal;
        RawProcess.siginfo_t ended, signal;
        var options = milliseconds == 0 ? RawProcess.WEXITED : RawProcess.WEXITED | RawProcess.WNOHANG;
        var late = false;
        while (true)
        {
            ended.si_pid = 0;
            var result = RawProcess.waitid(P_PID, hook, &ended, options, null);
            if (result == Interrupted)
                continue;
            if (result < 0)
                return ChildStep.Check(child, Call.waitid, result);
            if (ended.si_pid != 0)
                break;
            result = RawCall.Invoke(128, (nint)(&chld), (nint)(&signal), (nint)(&limit), 8); // rt_sigtimedwait(2)
            if (result != Again)
                continue;
            late = true;
            options = RawProcess.WEXITED;
            RawProcess.kill(hook, RawProcess.SIGKILL);
        }
        if (late)
            return ChildStep.Check(child, Call.hook_end, TimedOut);
        return ended.si_code == RawProcess.CLD_EXITED && ended.si_status == 0
            ? 0
            : ChildStep.Check(child, Call.hook_end, Failed);
    }

    /// <summary>A pipe with the text for stdin: what does not fit has no reader yet, and is refused.</summary>
    private static int Input(ChildContext* child, PlanOp* op)
    {
        var ends = stackalloc int[2];
        var made = (int)RawFile.pipe2(ends, RawFile.O_CLOEXEC | RawFile.O_NONBLOCK);
        if (made < 0)
            return made;
        var whole = Write(ends[1], child->Plan.Text(op->Text2));
        if (whole && op->Arg2 != 0)
        {
            var digits = stackalloc byte[12];
            Digits(child->Page->HostPid, digits);
            whole = Write(ends[1], digits) && Write(ends[1], child->Plan.Text((uint)op->Arg2));
        }
        RawFile.close(ends[1]);
        if (whole)
            return ends[0];
        RawFile.close(ends[0]);
        return TooMuch;
    }

    private static bool Write(int fd, byte* text)
    {
        nint length = 0;
        while (text[length] != 0)
            length++;
        return RawFile.write(fd, text, length) == length;
    }

    private static void Digits(int number, byte* text)
    {
        var length = 0;
        for (var rest = number; rest > 0; rest /= 10)
            length++;
        text[length] = 0;
        for (; length > 0; number /= 10)
            text[--length] = (byte)('0' + (number % 10));
    }

    private static void Enter(ChildContext* child, PlanOp* op, int input)
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
        if (input >= 0)
            RawFile.dup3(input, 0, 0);
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
