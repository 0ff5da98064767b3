using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// PID 1 above the payload, without another exec: reaps whatever is orphaned, forwards signals, and ends as the
/// payload ended. It has the payload's own credentials and filter, and cannot be traced from inside.
/// </summary>
internal static unsafe class ChildInit
{
    private const int SetChildSubreaper = 36, SentByKernel = 0x80;

    /// <summary>Returns in the payload's process; the other one stays as PID 1.</summary>
    public static void Fork(ChildContext* child, int op)
    {
        ulong all = ulong.MaxValue;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &all, null);
        // Through clone(2): a seccomp filter that cannot look behind clone3's pointer answers ENOSYS to that.
        var payload = RawCall.Invoke(56, RawProcess.SIGCHLD);
        if (payload < 0)
        {
            child->Page->FailedCall = Call.clone3;
            ChildMain.Fail(child->Page, op, (int)-payload);
        }
        if (payload == 0)
            return;
        Serve(child, payload);
    }

    private static void Serve(ChildContext* child, nint payload)
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, 0);
        RawProcess.prctl(RawProcess.PR_SET_NAME, (nint)ChildRoot.Text("orch-init"u8));
        // In a pid namespace of others it is not PID 1, to whom orphans come by themselves (PR_SET_CHILD_SUBREAPER).
        RawProcess.prctl(SetChildSubreaper, 1);
        ReleaseDescriptors();
        ulong all = ulong.MaxValue;
        RawProcess.siginfo_t signal;
        while (true)
        {
            var number = RawProcess.rt_sigtimedwait(&all, &signal);
            if (number == RawProcess.SIGCHLD)
                Reap(child, payload);
            // The kernel's own are of the terminal, which sends them to the payload as well.
            else if (number > 0 && number != RawProcess.SIGCONT && number < 32 && signal.si_code != SentByKernel)
                RawProcess.kill(payload, (int)number);
        }
    }

    /// <summary>The payload's pipes must close when it does; nobody inside may be blocked by our copies.</summary>
    private static void ReleaseDescriptors()
    {
        var nothing = RawFile.openat(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8), RawFile.O_RDWR | RawFile.O_CLOEXEC);
        for (var fd = 0; fd < 3; fd++)
        {
            if (nothing >= 0)
                RawFile.dup3(nothing, fd, 0);
            else
                RawFile.close(fd);
        }
        RawFile.close_range(3, uint.MaxValue, 0);
    }

    private static void Reap(ChildContext* child, nint payload)
    {
        RawProcess.siginfo_t ended;
        while (true)
        {
            ended.si_pid = 0;
            var result = RawProcess.waitid(RawProcess.P_ALL, 0, &ended, RawProcess.WEXITED | RawProcess.WNOHANG, null);
            if (result < 0 || ended.si_pid == 0)
                return;
            if (ended.si_pid != payload)
                continue;
            var page = child->Page;
            page->PayloadCode = ended.si_code;
            page->PayloadStatus = ended.si_status;
            page->PayloadEnded = 1;
            // The end of PID 1 ends everything else in the pid namespace (pid_namespaces(7)).
            ChildMain.Exit(ended.si_code == RawProcess.CLD_EXITED ? ended.si_status : 128 + ended.si_status);
        }
    }
}
