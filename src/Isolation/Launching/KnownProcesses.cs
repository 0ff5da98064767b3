using System.Threading.Channels;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>What this daemon knows of the launcher's processes: the living with their pidfds, and which ends were told.</summary>
internal sealed class KnownProcesses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProcessKey, (StartedProcess Process, bool IsExec)> _alive = [];
    private readonly HashSet<ProcessKey> _told = [];

    // Whoever reads it goes on at once on the thread of the connection: another would first have to wake up.
    private readonly Channel<LauncherExit> _exits = Channel.CreateUnbounded<LauncherExit>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    public ChannelReader<LauncherExit> Exits => _exits.Reader;

    /// <summary>No pidfd: it has ended already, and the notice of that follows or was told.</summary>
    public StartedProcess Started(in StartedBody body, Descriptor? pidfd)
    {
        var process = new StartedProcess(
            body.Key.Id, body.Key.Attempt, body.Pid, body.StartTicks, pidfd ?? new Descriptor(-1), body.Already != 0);
        Remember(body.Key, process, isExec: body.Key.Attempt == 0);
        return process;
    }

    public void Surveyed(in SurveyEntryBody body, Descriptor pidfd) => Remember(
        body.Key, new StartedProcess(body.Key.Id, body.Key.Attempt, body.Pid, body.StartTicks, pidfd, true), body.IsExec != 0);

    public void Exited(in ExitedBody body)
    {
        bool first;
        lock (_gate)
        {
            // Left to the collector, thousands of short containers would use up the open files first.
            if (_alive.Remove(body.Key, out var ended))
                ended.Process.Pidfd.Dispose();
            first = _told.Add(body.Key);
        }
        if (!first)
            return;
        var status = body.Kind switch
        {
            ExitKind.Exited => ExitStatus.Exited(body.Status),
            ExitKind.Signaled => ExitStatus.Killed(body.Status, body.CoreDumped != 0),
            _ => ExitStatus.NotKnown("The launcher that had started it was lost, and nobody else saw how it ended."),
        };
        _exits.Writer.TryWrite(new LauncherExit(
            body.Key.Id,
            body.Key.Attempt,
            body.IsExec != 0,
            status,
            DateTimeOffset.UnixEpoch.AddTicks(body.RealtimeNanoseconds / 100),
            TimeSpan.FromMicroseconds(body.UserMicroseconds),
            TimeSpan.FromMicroseconds(body.SystemMicroseconds),
            body.MaxRssKilobytes * 1024,
            body.Late != 0));
    }

    /// <summary>Acknowledged: the launcher will not name it again.</summary>
    public void Forget(ProcessKey key)
    {
        lock (_gate)
            _told.Remove(key);
    }

    /// <summary>Adopt messages for a new launcher, for all that were alive under the lost one.</summary>
    public IReadOnlyList<LauncherMessage> Adoptions()
    {
        lock (_gate)
        {
            return [.. _alive.Values.Select(known => LauncherMessage.Create(
                MessageKind.Adopt,
                0,
                new AdoptBody
                {
                    Key = new ProcessKey(known.Process.Id, known.Process.Attempt),
                    Pid = known.Process.Pid,
                    StartTicks = known.Process.StartTicks,
                    IsExec = known.IsExec ? 1u : 0,
                },
                default,
                known.Process.Pidfd))];
        }
    }

    public void Complete() => _exits.Writer.TryComplete();

    private void Remember(ProcessKey key, StartedProcess process, bool isExec)
    {
        lock (_gate)
        {
            // The end of a short process may have been told before its start was heard of.
            if (_told.Contains(key) || process.Pidfd.IsInvalid)
            {
                process.Pidfd.Dispose();
                return;
            }
            if (_alive.TryGetValue(key, out var before) && !ReferenceEquals(before.Process.Pidfd, process.Pidfd))
                before.Process.Pidfd.Dispose();
            _alive[key] = (process, isExec);
        }
    }
}
