using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>What a child says on its way, and its end.</summary>
internal sealed unsafe partial class ProcessService
{
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
                    launch.CloseShared(Litter);
                else if (bytes[i] == StatusByte.HostHook)
                    _hooks.Start(entry, launch);
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
}
