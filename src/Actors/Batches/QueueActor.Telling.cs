using Akka.Actor;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches;

/// <summary>What waits, and for what.</summary>
internal sealed partial class QueueActor
{
    private void TellWhy(Explain explain)
    {
        if (!_runs.TryGetValue(explain.Batch, out BatchRun? run) || run.State.Members.Count != explain.View.Jobs.Count)
        {
            Sender.Tell(explain.View);
            return;
        }
        DateTimeOffset now = _clock.Now;
        Sender.Tell(explain.View with
        {
            Jobs =
            [
                .. explain.View.Jobs.Select((view, ordinal) => view.State is MemberPhase.Queued or MemberPhase.Retrying
                    ? view with { WaitingFor = WaitsFor(run, ordinal, now, explain.Outsiders) ?? view.WaitingFor }
                    : view),
            ],
        });
    }

    private void TellWhy(ExplainMember explain) => Sender.Tell(new WaitingView(
        _runs.TryGetValue(explain.Batch, out BatchRun? run) ? WaitsFor(run, explain.Ordinal, _clock.Now, explain.Outsiders) : null));

    private string? WaitsFor(BatchRun run, int ordinal, DateTimeOffset now, Outsiders? outsiders = null)
    {
        MemberState member = run.State.Members[ordinal];
        if (member.Phase is not MemberPhase.Queued and not MemberPhase.Retrying || run.Ended.Contains(ordinal))
            return null;
        if (run.Releasing.Contains(ordinal))
            return "its start, which is under way";
        if (MemberWaits.For(run.State, member) is { } known)
            return known;
        if (Tickets.NotBefore(run.State, member.Job) is { } time && time > now)
            return $"{(run.Job(ordinal).Cron is null ? "the time" : "the next time of its cron expression,")} {Words.Time(time)}";
        if (_frozen)
            return "the thaw of the fleet";
        if (run.Tickets.TryGetValue(ordinal, out Ticket? ticket))
            return _pause is not null ? "the journal or the launcher, which could not be reached" : _scheduler.Explain(ticket, now, NameOf, outsiders);
        return run.Job(ordinal).Gang ? "the others of its gang" : null;
    }

    /// <summary>For a simulation: what each waiting member waits for.</summary>
    internal IEnumerable<string> Waiting => _open.OrderBy(run => run.State.SubmittedSeq).SelectMany(run =>
        Enumerable.Range(0, run.State.Members.Count)
            .Select(ordinal => (Ordinal: ordinal, Why: WaitsFor(run, ordinal, _clock.Now)))
            .Where(member => member.Why is not null)
            .Select(member => $"{run.State.Name}.{run.Job(member.Ordinal).Name}.{run.State.Members[member.Ordinal].Index} waits for {member.Why}"));

    private QueueView QueueView()
    {
        DateTimeOffset now = _clock.Now;
        IEnumerable<string> names = JobClass.BuiltIn.Select(known => known.Name).Concat(_classes.Keys).Concat(_scheduler.Classes).Distinct();
        return new QueueView(
            [
                .. names.Select(ClassOf).OrderByDescending(known => known.Weight).ThenBy(known => known.Name, StringComparer.Ordinal)
                    .Select(known => (Class: known, Counts: _scheduler.OfClass(known.Name)))
                    .Select(row => new ClassView(row.Class, row.Counts.Running, row.Counts.Waiting)),
            ],
            [
                .. _scheduler.Owners.Select(owner => new OwnerShare(owner, _scheduler.Share(owner, now)))
                    .OrderByDescending(share => share.Share).ThenBy(share => share.Owner, StringComparer.Ordinal),
            ],
            _scheduler.Capacity, _scheduler.Used,
            _scheduler.Reserved is { } reserved ? $"{NameOf(reserved)}: {_scheduler.Explain(reserved, now, NameOf)}" : null);
    }
}
