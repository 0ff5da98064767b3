using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>Processes of a launcher that was lost.</summary>
internal sealed unsafe partial class ProcessService
{
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
}
