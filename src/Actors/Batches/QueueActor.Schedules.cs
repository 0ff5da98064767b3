using System.Globalization;
using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Batches;

/// <summary>
/// Batches that are submitted by the clock on the wall. A time and the batch that it submits are one durable write, so
/// that none is submitted twice and none forgotten, whatever dies.
/// </summary>
internal sealed partial class QueueActor
{
    /// <summary>The wall clock may be set meanwhile: so long at most until it is looked at again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>A time that is noticed later than this was missed.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>Batches for missed times of one schedule, and times that are looked at in one go.</summary>
    private const int MostMissed = 100;
    private const int MostLooked = 100_000;

    private readonly Dictionary<Guid, ScheduleRun> _schedules = [];

    private void Add(AddSchedule add)
    {
        string? problem = NameRule.Problem("schedule", add.Name)
            ?? CronTimes.Problem(add.Definition.Cron, add.Definition.TimeZone)
            ?? BatchCheck.Problem(add.Definition.Batch)
            ?? AdmissionCheck.Problem(add.Definition.Batch, _options);
        if (problem is not null)
        {
            Sender.Tell(new Refusal(RefusalKind.Invalid, problem));
            return;
        }
        if (_schedules.Values.Any(known => known.State.Name == add.Name) || !_scheduleNames.Add(add.Name))
        {
            Sender.Tell(new Refusal(RefusalKind.Conflict, $"There is a schedule {add.Name} already. Remove it first: orch cron rm {add.Name}."));
            return;
        }
        Guid id = _clock.NewId();
        Ask(
            [new Entry(new ScheduleAdded(id, add.Name, add.Definition), add.Caller, add.Cause)],
            () =>
            {
                _scheduleNames.Remove(add.Name);
                return SchedulesView();
            },
            refused: () => _scheduleNames.Remove(add.Name));
    }

    private readonly HashSet<string> _scheduleNames = new(StringComparer.Ordinal);

    private void Remove(RemoveSchedule remove)
    {
        if (_schedules.Values.FirstOrDefault(known => known.State.Name == remove.Name || known.State.Id.ToString() == remove.Name) is not { } run)
            Sender.Tell(new Refusal(RefusalKind.NotFound, $"There is no schedule {remove.Name}. See: orch cron ls."));
        else
            Ask([new Entry(new ScheduleRemoved(run.State.Id), remove.Caller, remove.Cause)], SchedulesView);
    }

    private void Take(ScheduleChanged changed)
    {
        if (changed.Now is not { } state)
        {
            if (_schedules.Remove(changed.Id, out ScheduleRun? gone))
                gone.Timer?.Dispose();
            return;
        }
        if (!_schedules.TryGetValue(changed.Id, out ScheduleRun? run))
            _schedules[changed.Id] = run = new ScheduleRun(state);
        run.State = state;
        if (run.Recording is { } until && !(state.LastDue >= until))
            return;
        run.Recording = null;
        Arm(run);
    }

    private void Arm(ScheduleRun run)
    {
        run.Timer?.Dispose();
        run.Timer = null;
        if (NextDue(run.State) is not { } due)
            return;
        TimeSpan wait = due - _clock.Now;
        run.Timer = _clock.After(wait < LongestWait ? wait : LongestWait, Self, new ScheduleRang(run.State.Id));
    }

    private static DateTimeOffset? NextDue(ScheduleState state) =>
        CronTimes.Next(state.Definition.Cron, state.Definition.TimeZone, state.LastDue ?? state.AddedAt);

    private void Rang(Guid schedule)
    {
        if (!_schedules.TryGetValue(schedule, out ScheduleRun? run) || run.Recording is not null)
            return;
        DateTimeOffset now = _clock.Now;
        List<DateTimeOffset> due = Due(run.State, now);
        if (due.Count == 0)
        {
            Arm(run);
            return;
        }
        run.Recording = due[^1];
        List<Entry> entries = [];
        bool busy = run.State.LastBatch is { } last && _runs.TryGetValue(last, out BatchRun? running) && !running.State.Ended;
        Guid? open = busy ? run.State.LastBatch : null;
        List<DateTimeOffset> missed = [.. due.Where(time => now - time > Tolerance)];
        foreach (DateTimeOffset time in Wanted(run.State.Definition, missed).Concat(due.Skip(missed.Count)))
        {
            int before = time == due[^1] || missed.Count == 0 ? 0 : missed.Count(other => other < time);
            Enter(run.State, time, before, ref open, entries);
        }
        if (entries.Count == 0)
        {
            entries.Add(new Entry(
                new ScheduleDue(
                    run.State.Id, due[^1], ScheduleOutcome.Skipped, null, "it passed while no daemon ran", due.Count - 1),
                Caller.Engine, $"schedule {run.State.Name}"));
        }
        _journal.Tell(new Append(entries, ++_tag, Refusable: false, Self));
    }

    private void Enter(ScheduleState schedule, DateTimeOffset time, int missed, ref Guid? open, List<Entry> entries)
    {
        string cause = $"schedule {schedule.Name}";
        if (open is not null && schedule.Definition.Overlapping == OverlappingRuns.Forbid)
        {
            entries.Add(new Entry(
                new ScheduleDue(
                    schedule.Id, time, ScheduleOutcome.Overlapping, null,
                    $"batch {(_runs.TryGetValue(open.Value, out BatchRun? run) ? run.State.Name : "of the time before")} still runs", missed),
                Caller.Engine, cause));
            return;
        }
        if (open is { } earlier && schedule.Definition.Overlapping == OverlappingRuns.Replace
            && _runs.TryGetValue(earlier, out BatchRun? replaced) && replaced.State is { Ended: false, Cancelling: false })
        {
            entries.Add(new Entry(
                new BatchCancelRequested(earlier), Caller.Engine, $"{cause}: its next time has come", Batch: replaced.State.Name));
        }
        (Guid id, string name) = NewBatch(
            $"{schedule.Definition.Batch.Name}-{time.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        entries.Add(new Entry(
            new ScheduleDue(schedule.Id, time, ScheduleOutcome.Submitted, id, null, missed), Caller.Engine, cause, Batch: name));
        entries.Add(new Entry(
            new BatchSubmitted(id, name, schedule.Definition.Batch, Schedule: schedule.Id, Due: time), schedule.Owner, cause, Batch: name));
        open = id;
    }

    private static List<DateTimeOffset> Due(ScheduleState state, DateTimeOffset now)
    {
        List<DateTimeOffset> due = [];
        DateTimeOffset? next = NextDue(state);
        while (next is { } time && time <= now && due.Count < MostLooked)
        {
            due.Add(time);
            next = CronTimes.Next(state.Definition.Cron, state.Definition.TimeZone, time);
        }
        return due;
    }

    private static IEnumerable<DateTimeOffset> Wanted(ScheduleDefinition definition, List<DateTimeOffset> missed) => definition.Missed switch
    {
        MissedRuns.Skip => [],
        MissedRuns.All => missed.TakeLast(MostMissed),
        _ => missed.TakeLast(1),
    };

    private IReadOnlyList<ScheduleView> SchedulesView() =>
    [
        .. _schedules.Values.OrderBy(run => run.State.AddedSeq).Select(run => new ScheduleView(
            run.State.Name, run.State.Definition, run.State.Owner, run.State.AddedAt, run.State.LastDue, run.State.LastOutcome,
            run.State.LastBatch is { } last && _runs.TryGetValue(last, out BatchRun? batch) ? batch.State.Name : null,
            NextDue(run.State))),
    ];

    private void StopSchedules()
    {
        foreach (ScheduleRun run in _schedules.Values)
            run.Timer?.Dispose();
    }

    private sealed class ScheduleRun(ScheduleState state)
    {
        public ScheduleState State { get; set; } = state;

        public IDisposable? Timer { get; set; }

        /// <summary>Times up to this are on their way into the journal.</summary>
        public DateTimeOffset? Recording { get; set; }
    }
}
