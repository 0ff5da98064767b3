using System.Text;
using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>The life of every process: launch, its outcome, its end, and what the daemon is told of it.</summary>
internal sealed unsafe class ProcessService(Watcher watcher, StateFile state, uint highFd)
{
    private const int NoSuchProcess = 3, InvalidArgument = 22, NoChild = -10, Interrupted = -4;

    /// <summary>How long the end of an orphan may stay untold by whoever has to reap it, as a rule PID 1 of the host.</summary>
    private const int ReapLimitMs = 30_000;

    private readonly Launching _launching = new(state, highFd);
    private readonly List<ProcessEntry> _starting = [];
    private readonly List<ProcessEntry> _unreaped = [];

    public ProcessTable Table { get; } = new();

    /// <summary>Launches under way: each holds a dozen descriptors until its child has its own.</summary>
    public int Starting => _starting.Count;

    /// <summary>The daemon, once it has said hello.</summary>
    public Session? Daemon { get; set; }

    public void Launch(ulong request, in LaunchBody body, byte* plan, nint length, int[] descriptors, bool exec)
    {
        var key = new ProcessKey(body.Id, exec ? 0 : body.Attempt);
        if (AnswerKnown(request, key))
        {
            CloseAll(descriptors);
            return;
        }
        var target = -1;
        if (exec)
        {
            var container = Table.Find(new ProcessKey(body.Target, body.TargetAttempt));
            if (container is null || container.Phase != ProcessPhase.Alive)
            {
                CloseAll(descriptors);
                Refuse(request, key, new(FailureReason.NoSuchContainer, "find the container", Call.none, NoSuchProcess, 125, 0));
                return;
            }
            target = container.Pidfd;
        }
        var launch = Launching.Admit(plan, length, descriptors, out var problem);
        if (launch is null || exec != ((launch.Plan.Header->Flags & PlanFlags.Join) != 0))
        {
            launch?.ReleasePlan();
            CloseAll(descriptors);
            Refuse(request, key, new(FailureReason.DamagedPlan, $"check the plan: {problem}", Call.none, 0, 125, (int)problem));
            return;
        }
        var entry = new ProcessEntry(key, exec) { Request = request, Launch = launch, Page = launch.Page };
        var limit = (int)Math.Clamp(body.TimeLimitMs, 100, 3_600_000);
        launch.DeadlineMs = Clock.MonotonicMs() + limit;
        var failure = _launching.Start(entry, launch, target, limit);
        if (failure is not null)
        {
            Release(entry, launch);
            ReleasePage(entry);
            Finish(entry, failure);
            Refuse(request, key, failure);
            return;
        }
        Table.Add(entry);
        _starting.Add(entry);
        launch.StatusToken = watcher.Add(launch.StatusRead, RawSocket.EPOLLIN, _ => ReadStatus(entry));
        entry.PidToken = watcher.Add(entry.Pidfd, RawSocket.EPOLLIN, _ => Ended(entry));
    }

    /// <summary>Milliseconds until the next launch, or the wait for an orphan's status, is out of time; or -1.</summary>
    public int NextDeadline()
    {
        var next = long.MaxValue;
        foreach (var entry in _unreaped)
            next = Math.Min(next, entry.ReapDeadlineMs);
        foreach (var entry in _starting)
        {
            if (!entry.Launch!.TimedOut)
                next = Math.Min(next, entry.Launch.DeadlineMs);
        }
        return next == long.MaxValue ? -1 : (int)Math.Clamp(next - Clock.MonotonicMs(), 0, int.MaxValue);
    }

    public void KillOverdue()
    {
        if (_starting.Count + _unreaped.Count == 0)
            return;
        var now = Clock.MonotonicMs();
        for (var i = _unreaped.Count - 1; i >= 0; i--)
        {
            if (_unreaped[i].ReapDeadlineMs <= now)
                Ended(_unreaped[i]);
        }
        foreach (var entry in _starting)
        {
            var launch = entry.Launch!;
            if (launch.TimedOut || launch.DeadlineMs > now)
                continue;
            launch.TimedOut = true;
            RawProcess.pidfd_send_signal(entry.Pidfd, RawProcess.SIGKILL);
        }
    }

    public void Signal(ulong request, in SignalBody body)
    {
        var entry = Table.Find(body.Key);
        var errno = NoSuchProcess;
        Failpoint.Hit("launcher.before-signal");
        if (entry is not null && entry.Phase != ProcessPhase.Ended)
            errno = (int)-Math.Min(0, RawProcess.pidfd_send_signal(entry.Pidfd, body.Signal));
        Reply(MessageKind.SignalReply, request, errno);
    }

    public void Survey(ulong request)
    {
        foreach (var entry in Table.Entries)
        {
            SurveyEntryBody body = default;
            body.Key = entry.Key;
            body.Pid = entry.Pid;
            body.StartTicks = entry.StartTicks;
            body.IsExec = entry.IsExec ? 1u : 0;
            body.Phase = entry.Phase;
            var alive = entry.Phase != ProcessPhase.Ended;
            Daemon?.Send(MessageKind.SurveyEntry, request, body, default, entry);
            Failpoint.Hit("launcher.in-survey");
            if (!alive)
                Daemon?.Send(MessageKind.Exited, 0, entry.Exit);
        }
        Reply(MessageKind.SurveyEnd, request, 0);
    }

    public void Acknowledge(ulong request, ProcessKey key)
    {
        var entry = Table.Find(key);
        Failpoint.Hit("launcher.before-acknowledge");
        if (entry is { Phase: ProcessPhase.Ended })
            Finish(entry, null);
        Failpoint.Hit("launcher.after-acknowledge");
        Reply(MessageKind.SignalReply, request, 0);
    }

    public void Adopt(ulong request, in AdoptBody body, int[] descriptors)
    {
        var known = Table.Find(body.Key);
        Failpoint.Hit("launcher.before-adopt");
        if (descriptors.Length != 1 || known is not null || Table.IsOver(body.Key, out _))
        {
            // The daemon held its pidfd when the process was reaped, so the kernel may tell more through that one.
            if (descriptors.Length == 1 && known is { Phase: ProcessPhase.Ended, Exit.Kind: ExitKind.Unknown })
            {
                AskKernel(ref known.Exit, descriptors[0]);
                state.Ended(known);
            }
            CloseAll(descriptors);
            Reply(MessageKind.AdoptReply, request, descriptors.Length == 1 ? 0 : InvalidArgument);
            return;
        }
        var high = RawFile.fcntl(descriptors[0], RawFile.F_DUPFD_CLOEXEC, (nint)highFd);
        CloseAll(descriptors);
        if (high < 0)
        {
            Reply(MessageKind.AdoptReply, request, (int)-high);
            return;
        }
        var entry = new ProcessEntry(body.Key, body.IsExec != 0) { Pid = body.Pid, StartTicks = body.StartTicks };
        entry.Record = state.Add(entry);
        Watch(entry, (int)high);
        Reply(MessageKind.AdoptReply, request, 0);
    }

    /// <summary>After the loss of an earlier launcher: whom it had started, and the ends that nobody has acknowledged.</summary>
    public void Recover()
    {
        foreach (var number in state.Left())
        {
            Failpoint.Hit("launcher.in-recovery");
            var record = state.At(number);
            var entry = new ProcessEntry(record->Exit.Key, record->Exit.IsExec != 0)
            {
                Pid = record->Pid,
                StartTicks = record->StartTicks,
                Record = number,
                Exit = record->Exit,
            };
            if (record->State == StateRecord.Ended)
            {
                entry.Phase = ProcessPhase.Ended;
                Table.Add(entry);
                continue;
            }
            var pidfd = RawProcess.pidfd_open(entry.Pid);
            // Read after the pidfd was opened: had the pid become another's, the start would differ. A start of 0 is a
            // launcher killed between its word and the look at /proc, some microseconds.
            var start = pidfd >= 0 ? Maps.StartTicks(entry.Pid) : 0;
            if (start != 0 && (entry.StartTicks == 0 || start == entry.StartTicks))
            {
                entry.StartTicks = start;
                state.Started(entry);
                Watch(entry, Launching.Raise((int)pidfd, highFd));
                continue;
            }
            if (pidfd >= 0)
                RawFile.close(pidfd);
            entry.Phase = ProcessPhase.Ended;
            entry.Exit.Kind = ExitKind.Unknown;
            entry.Exit.Late = 1;
            entry.Exit.RealtimeNanoseconds = Clock.RealtimeNs();
            state.Ended(entry);
            Table.Add(entry);
        }
    }

    /// <summary>A process that is not our child: its pidfd tells when it ends.</summary>
    private void Watch(ProcessEntry entry, int pidfd)
    {
        entry.Pidfd = pidfd;
        entry.Adopted = true;
        entry.Phase = ProcessPhase.Alive;
        Table.Add(entry);
        entry.PidToken = watcher.Add(pidfd, RawSocket.EPOLLIN, _ => Ended(entry));
    }

    public void Reply(MessageKind kind, ulong request, int errno)
    {
        SignalReplyBody body = default;
        body.Errno = errno;
        body.Processes = (uint)Table.Unfinished;
        Daemon?.Send(kind, request, body);
    }

    /// <summary>The same request again: tell what the first one did.</summary>
    private bool AnswerKnown(ulong request, ProcessKey key)
    {
        if (Table.Find(key) is { } entry)
        {
            if (entry.Phase == ProcessPhase.Starting)
                entry.Request = request;
            else
                AnswerStarted(request, entry, already: true);
            if (entry.Phase == ProcessPhase.Ended)
                Daemon?.Send(MessageKind.Exited, 0, entry.Exit);
            return true;
        }
        if (!Table.IsOver(key, out var failure))
            return false;
        Refuse(request, key, failure ?? new(FailureReason.AlreadyOver, "start it again: this attempt has ended", Call.none, 0, 125, 0));
        return true;
    }

    private void ReadStatus(ProcessEntry entry)
    {
        var launch = entry.Launch;
        if (launch is null)
            return;
        var bytes = stackalloc byte[16];
        while (true)
        {
            var count = RawFile.read(launch.StatusRead, bytes, 16);
            if (count == Interrupted)
                continue;
            if (count < 0)
                return;
            for (var i = 0; i < count; i++)
            {
                if (bytes[i] == StatusByte.EarlyDone)
                    Launching.EarlyDone(entry, launch);
                else if (bytes[i] == StatusByte.Unshared)
                    launch.CloseShared();
            }
            if (count > 0)
                continue;
            // End of file: the program was entered, or the child is dead, which its pidfd will tell.
            StopReading(launch);
            if (Entered(launch))
                Started(entry, launch);
            return;
        }
    }

    private static bool Entered(LaunchInProgress launch) => launch.Page->Stage == Stage.Entering && launch.Page->FailedErrno == 0;

    private void Started(ProcessEntry entry, LaunchInProgress launch)
    {
        var init = (launch.Plan.Header->Flags & PlanFlags.Init) != 0;
        Release(entry, launch);
        if (!init)
            ReleasePage(entry);
        entry.Phase = ProcessPhase.Alive;
        Failpoint.Hit("launcher.before-started");
        AnswerStarted(entry.Request, entry, already: false);
        entry.Request = 0;
        Failpoint.Hit("launcher.after-started");
    }

    private void Ended(ProcessEntry entry)
    {
        RawProcess.siginfo_t info = default;
        RawProcess.rusage usage = default;
        nint result = NoChild;
        if (!entry.Adopted)
        {
            // Reaped only once it is recorded: a launcher lost in between leaves a zombie, whose status can still be asked for.
            const int Look = RawProcess.WEXITED | RawProcess.WNOHANG | RawProcess.WNOWAIT;
            result = RawProcess.waitid(RawProcess.P_PIDFD, entry.Pidfd, &info, Look, &usage);
            if (result >= 0 && info.si_pid == 0)
                return; // spurious
        }
        ref var exit = ref entry.Exit;
        exit.Key = entry.Key;
        exit.IsExec = entry.IsExec ? 1u : 0;
        if (exit.RealtimeNanoseconds == 0)
            exit.RealtimeNanoseconds = Clock.RealtimeNs();
        if (entry.Adopted && MustWaitForReaper(entry))
            return;
        watcher.Remove(entry.Pidfd, entry.PidToken);
        if (result >= 0)
        {
            SetStatus(ref exit, info.si_code, info.si_status);
            exit.UserMicroseconds = (usage.ru_utime_sec * 1_000_000) + usage.ru_utime_usec;
            exit.SystemMicroseconds = (usage.ru_stime_sec * 1_000_000) + usage.ru_stime_usec;
            exit.MaxRssKilobytes = usage.ru_maxrss;
        }
        else
        {
            AskKernel(ref exit, entry.Pidfd);
        }
        if (entry.Launch is { } launch)
        {
            ReadStatus(entry);
            // A child of another launch may still hold a copy of the pipe: the page tells without it.
            if (entry.Launch is not null && Entered(launch))
                Started(entry, launch);
            if (entry.Launch is not null)
            {
                NotStarted(entry, launch, exit);
                return;
            }
        }
        if (entry.Page is not null && entry.Page->PayloadEnded != 0)
            SetStatus(ref exit, entry.Page->PayloadCode, entry.Page->PayloadStatus);
        ReleasePage(entry);
        entry.Phase = ProcessPhase.Ended;
        Failpoint.Hit("launcher.before-exit-record");
        state.Ended(entry);
        Failpoint.Hit("launcher.before-reap");
        Reap(entry);
        Failpoint.Hit("launcher.before-exit-notice");
        Daemon?.Send(MessageKind.Exited, 0, exit);
        Failpoint.Hit("launcher.after-exit-notice");
    }

    private static void Reap(ProcessEntry entry)
    {
        RawProcess.siginfo_t info;
        if (!entry.Adopted)
            RawProcess.waitid(RawProcess.P_PIDFD, entry.Pidfd, &info, RawProcess.WEXITED | RawProcess.WNOHANG, null);
        RawFile.close(entry.Pidfd);
        entry.Pidfd = -1;
    }

    /// <summary>
    /// An orphan has ended, but PIDFD_GET_INFO tells its status only once it is reaped, which is for another process to
    /// do and may take that one seconds. EPOLLHUP comes then; it needs no asking for, and EPOLLIN would not cease.
    /// </summary>
    private bool MustWaitForReaper(ProcessEntry entry)
    {
        var waits = entry.ReapDeadlineMs != 0;
        if (PidfdInfo.ExitStatus(entry.Pidfd, out var errno) is not null || errno != 0
            || Maps.StartTicks(entry.Pid) != entry.StartTicks || (waits && Clock.MonotonicMs() >= entry.ReapDeadlineMs))
        {
            _unreaped.Remove(entry);
            return false;
        }
        if (!waits)
        {
            entry.ReapDeadlineMs = Clock.MonotonicMs() + ReapLimitMs;
            _unreaped.Add(entry);
            watcher.Change(entry.Pidfd, entry.PidToken, 0);
        }
        return true;
    }

    private static void SetStatus(ref ExitedBody exit, int code, int status)
    {
        exit.Kind = code == RawProcess.CLD_EXITED ? ExitKind.Exited : ExitKind.Signaled;
        exit.CoreDumped = code == RawProcess.CLD_DUMPED ? 1u : 0;
        exit.Status = status;
    }

    private static void AskKernel(ref ExitedBody exit, int pidfd)
    {
        exit.Late = 1;
        if (PidfdInfo.ExitStatus(pidfd, out var errno) is not { } status)
        {
            exit.Kind = ExitKind.Unknown;
            exit.Errno = errno;
            return;
        }
        // A wait status as of wait(2): low seven bits the signal, the eighth the core flag, then the exit code.
        exit.Kind = (status & 0x7f) == 0 ? ExitKind.Exited : ExitKind.Signaled;
        exit.Status = (status & 0x7f) == 0 ? (status >> 8) & 0xff : status & 0x7f;
        exit.CoreDumped = (status & 0x80) != 0 ? 1u : 0;
    }

    /// <summary>The child ended before its program was entered.</summary>
    private void NotStarted(ProcessEntry entry, LaunchInProgress launch, in ExitedBody exit)
    {
        var failure = Explain(launch, exit);
        var request = entry.Request;
        Release(entry, launch);
        ReleasePage(entry);
        Failpoint.Hit("launcher.before-failed");
        Reap(entry);
        Finish(entry, failure);
        Refuse(request, entry.Key, failure);
    }

    private void Finish(ProcessEntry entry, LauncherFailure? failure)
    {
        state.Remove(entry);
        Table.Finish(entry.Key, failure);
    }

    private static LauncherFailure Explain(LaunchInProgress launch, in ExitedBody exit)
    {
        if (launch.OwnFailure is { } own)
            return own;
        var page = launch.Page;
        var plan = launch.Plan;
        var count = (int)plan.Header->OpCount;
        string Name(int op) => op >= 0 && op < count ? StepNames.Of(plan, plan.Ops + op) : "begin the launch";
        if (page->FailedErrno != 0)
        {
            var exec = page->FailedOp >= 0 && page->FailedOp < count && plan.Ops[page->FailedOp].Kind == PlanOpKind.Exec;
            // ENOENT and ENOTDIR: there is no such program; anything else: it cannot be invoked.
            var code = !exec || page->FailedCall != Call.execve ? 125 : page->FailedErrno is 2 or 20 ? 127 : 126;
            return new(FailureReason.Step, Name(page->FailedOp), page->FailedCall, page->FailedErrno, code, 0);
        }
        return launch.TimedOut
            ? new(FailureReason.TimedOut, Name(page->Stage), Call.none, 110, 125, 0)
            : new(FailureReason.Killed, Name(page->Stage), Call.none, 0, 125, exit.Status);
    }

    private void Release(ProcessEntry entry, LaunchInProgress launch)
    {
        StopReading(launch);
        launch.CloseShared();
        launch.ReleasePlan();
        entry.Launch = null;
        _starting.Remove(entry);
    }

    private void StopReading(LaunchInProgress launch)
    {
        if (launch.StatusRead < 0)
            return;
        if (launch.StatusToken != 0)
            watcher.Remove(launch.StatusRead, launch.StatusToken);
        RawFile.close(launch.StatusRead);
        launch.StatusRead = -1;
    }

    private static void ReleasePage(ProcessEntry entry)
    {
        Launching.ReleasePage(entry.Page);
        entry.Page = null;
    }

    private void AnswerStarted(ulong request, ProcessEntry entry, bool already)
    {
        StartedBody body = default;
        body.Key = entry.Key;
        body.Pid = entry.Pid;
        body.StartTicks = entry.StartTicks;
        body.Already = already ? 1u : 0;
        Daemon?.Send(MessageKind.Started, request, body, default, entry);
    }

    private void Refuse(ulong request, ProcessKey key, LauncherFailure failure)
    {
        FailedBody body = default;
        body.Key = key;
        body.Reason = failure.Reason;
        body.Errno = failure.Errno;
        body.ExitCode = failure.ExitCode;
        body.Detail = failure.Detail;
        var tail = new byte[WireProtocol.MaxStep];
        Encoding.UTF8.TryGetBytes(failure.Step.AsSpan(0, Math.Min(failure.Step.Length, 140)), tail, out var length);
        if (failure.Call != Call.none)
        {
            tail[length++] = 0;
            length += Encoding.UTF8.GetBytes(failure.Call.ToString(), tail.AsSpan(length));
        }
        Daemon?.Send(MessageKind.Failed, request, body, tail.AsSpan(0, length));
    }

    private static void CloseAll(int[] descriptors)
    {
        foreach (var fd in descriptors)
            RawFile.close(fd);
    }
}
