using System.Text;
using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>The life of every process: launch, its outcome, its end, and what the daemon is told of it.</summary>
internal sealed unsafe partial class ProcessService(Watcher watcher, StateFile state, uint highFd)
{
    private const int NoSuchProcess = 3, InvalidArgument = 22, NoChild = -10, Interrupted = -4;

    /// <summary>How long the end of an orphan may stay untold by whoever has to reap it, as a rule PID 1 of the host.</summary>
    private const int ReapLimitMs = 30_000;

    private readonly Launching _launching = new(state, highFd);
    private readonly HostHooks _hooks = new(watcher);
    private readonly List<ProcessEntry> _starting = [];
    private readonly List<ProcessEntry> _unreaped = [];

    public ProcessTable Table { get; } = new();

    public Litter Litter { get; } = new(highFd);

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
        var next = _hooks.NextDeadlineMs();
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
        _hooks.KillOverdue(now);
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

    private void Release(ProcessEntry entry, LaunchInProgress launch)
    {
        launch.Released = true;
        _hooks.Stop(launch);
        StopReading(launch);
        launch.CloseShared(Litter);
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

    private static void CloseAll(int[] descriptors)
    {
        foreach (var fd in descriptors)
            RawFile.close(fd);
    }
}
