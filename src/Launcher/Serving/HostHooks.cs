using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>Runs hooks on the host while the child of a launch waits for their end.</summary>
internal sealed unsafe class HostHooks(Watcher watcher)
{
    /// <summary>What a pipe takes without a reader (pipe(7)).</summary>
    private const int MostInput = 65_536;

    private readonly List<HostHook> _running = [];

    /// <summary>The child has come to the op that its page names.</summary>
    public void Start(ProcessEntry entry, LaunchInProgress launch)
    {
        var at = launch.Page->HookOp;
        if (at < 0 || at >= launch.Plan.Header->OpCount || launch.Plan.Ops[at].Kind != PlanOpKind.HostHook)
            return;
        var op = launch.Plan.Ops + at;
        using var texts = new HostHookTexts(launch.Plan, op, entry.Pid);
        HostHookStart start;
        start.Argv = texts.Argv;
        start.Envp = texts.Envp;
        start.Input = Pipe(texts.Input);
        var pidfd = -1;
        RawProcess.clone_args arguments = default;
        arguments.flags = RawProcess.CLONE_PIDFD | RawProcess.CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)&pidfd;
        arguments.exit_signal = RawProcess.SIGCHLD;
        var pid = texts.Input.Length > 0 && start.Input < 0 ? -Errno.E2BIG : RawProcess.clone3(&arguments);
        if (pid == 0)
        {
            ChildHostHook.Enter(&start);
            ChildMain.Exit(125);
        }
        if (start.Input >= 0)
            RawFile.close(start.Input);
        if (pid < 0)
        {
            Answer(launch, LaunchPage.HookFailed);
            return;
        }
        var hook = new HostHook(launch, pidfd) { DeadlineMs = op->Arg1 == 0 ? long.MaxValue : Clock.MonotonicMs() + (long)op->Arg1 };
        _running.Add(hook);
        hook.Token = watcher.Add(pidfd, RawSocket.EPOLLIN, _ => Ended(hook));
    }

    /// <summary>The launch is over: what still runs for it is of no use.</summary>
    public void Stop(LaunchInProgress launch)
    {
        foreach (var hook in _running)
        {
            if (hook.Launch == launch)
                RawProcess.pidfd_send_signal(hook.Pidfd, RawProcess.SIGKILL);
        }
    }

    public long NextDeadlineMs()
    {
        var next = long.MaxValue;
        foreach (var hook in _running)
            next = Math.Min(next, hook.DeadlineMs);
        return next;
    }

    public void KillOverdue(long now)
    {
        foreach (var hook in _running)
        {
            if (hook.DeadlineMs > now)
                continue;
            hook.DeadlineMs = long.MaxValue;
            RawProcess.pidfd_send_signal(hook.Pidfd, RawProcess.SIGKILL);
        }
    }

    private void Ended(HostHook hook)
    {
        RawProcess.siginfo_t info = default;
        var result = RawProcess.waitid(RawProcess.P_PIDFD, hook.Pidfd, &info, RawProcess.WEXITED | RawProcess.WNOHANG, null);
        if (result >= 0 && info.si_pid == 0)
            return; // spurious
        watcher.Remove(hook.Pidfd, hook.Token);
        RawFile.close(hook.Pidfd);
        _running.Remove(hook);
        if (!hook.Launch.Released)
            Answer(hook.Launch, info.si_code == RawProcess.CLD_EXITED && info.si_status == 0 ? LaunchPage.HookDone : LaunchPage.HookFailed);
    }

    private static void Answer(LaunchInProgress launch, int word)
    {
        Volatile.Write(ref launch.Page->HookWord, word);
        RawProcess.futex(&launch.Page->HookWord, RawProcess.FUTEX_WAKE, 1, null);
    }

    /// <summary>-1 without a text, or when it is longer than a pipe takes.</summary>
    private static int Pipe(byte[] text)
    {
        if (text.Length is 0 or > MostInput)
            return -1;
        var ends = stackalloc int[2];
        if (RawFile.pipe2(ends, RawFile.O_CLOEXEC | RawFile.O_NONBLOCK) < 0)
            return -1;
        nint written;
        fixed (byte* bytes = text)
            written = RawFile.write(ends[1], bytes, text.Length);
        RawFile.close(ends[1]);
        if (written == text.Length)
            return ends[0];
        RawFile.close(ends[0]);
        return -1;
    }
}
