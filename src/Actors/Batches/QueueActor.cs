using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Actors.Time;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Batches;

/// <summary>
/// Runs the members of all batches: releases those that may run, in the order and as far as the <see cref="Scheduler"/>
/// has room, and says what the end of each attempt means. What it knows besides the durable states can be lost at any
/// time: a start is recorded with its container's creation, a verdict once per attempt, so nothing runs twice and nothing
/// is forgotten.
/// </summary>
internal sealed partial class QueueActor : ReceiveActor
{
    private readonly Dictionary<Guid, BatchRun> _runs = [];

    /// <summary>Those that have not ended.</summary>
    private readonly HashSet<BatchRun> _open = [];
    private readonly Dictionary<string, Guid> _names = new(StringComparer.Ordinal);

    /// <summary>The number that the next batch of a name gets.</summary>
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(uint Uid, string Key), Guid> _keys = [];
    private readonly Dictionary<Guid, List<IActorRef>> _waiters = [];
    private readonly Dictionary<long, Asking> _asking = [];
    private readonly IActorRef _fleet;
    private readonly IActorRef _journal;
    private readonly Clock _clock;
    private readonly OrchestratorOptions _options;
    private readonly Scheduler _scheduler;
    private bool _frozen;
    private long _tag;

    public QueueActor(IActorRef fleet, IActorRef journal, Clock clock, OrchestratorOptions options)
    {
        _fleet = fleet;
        _journal = journal;
        _clock = clock;
        _options = options;
        _scheduler = new Scheduler(options.Scheduling, options.Capacity.Of(options.MaxConcurrency));
        Receive<Begin>(TakeUp);
        Receive<Moved>(Follow);
        Receive<Frozen>(frozen =>
        {
            _frozen = frozen.On;
            Release();
        });
        Receive<OutsideChanged>(changed =>
        {
            _scheduler.Leave(changed.Outside);
            Release();
        });
        Receive<SubmitBatch>(Submit);
        Receive<CancelBatch>(Cancel);
        Receive<HoldBatch>(Hold);
        Receive<ReleaseBatch>(Unhold);
        Receive<RequeueBatch>(Requeue);
        Receive<SetClass>(SetClass);
        Receive<ClassChanged>(changed => Take(changed.Class));
        Receive<GetQueue>(_ => Sender.Tell(QueueView()));
        Receive<Explain>(TellWhy);
        Receive<ExplainMember>(TellWhy);
        Receive<AddSchedule>(Add);
        Receive<RemoveSchedule>(Remove);
        Receive<ListSchedules>(_ => Sender.Tell(SchedulesView()));
        Receive<ScheduleChanged>(Take);
        Receive<ScheduleRang>(rang => Rang(rang.Schedule));
        Receive<Await>(Wait);
        Receive<OwnCommitted>(Recorded);
        Receive<AppendRefused>(Refused);
        Receive<Released>(AfterRelease);
        Receive<StopAnswered>(AfterStop);
        Receive<RetryDue>(due => BecomeDue(due.Batch, due.Ordinal));
        Receive<JobDueAt>(due => BecomeDue(due.Batch, due.Job, due.Deadline));
        Receive<MemoryGiven>(AfterMemory);
        Receive<GoOn>(_ => Continue());
    }

    protected override void PostStop()
    {
        _pause?.Dispose();
        foreach (BatchRun run in _runs.Values)
            run.Drop();
        StopSchedules();
    }

    private void TakeUp(Begin begin)
    {
        _frozen = begin.Frozen;
        _scheduler.Leave(begin.Outside);
        foreach (JobClass known in begin.Classes)
            Take(known);
        foreach (BatchState batch in begin.Batches.OrderBy(batch => batch.SubmittedSeq))
        {
            BatchRun run = Know(batch);
            ShareHistory.Charge(_scheduler, batch, _options, _clock.Now);
            if (!batch.Ended)
                TakeUp(run);
        }
        foreach (ScheduleState schedule in begin.Schedules)
            Take(new ScheduleChanged(schedule.Id, schedule));
        Release();
    }

    private BatchRun Know(BatchState batch)
    {
        BatchRun run = _runs[batch.Id] = new BatchRun(batch, Limit(batch));
        _names[batch.Name] = batch.Id;
        if (batch.Key is { } key)
            _keys[(batch.Owner.Uid, key)] = batch.Id;
        return run;
    }

    private void TakeUp(BatchRun run)
    {
        _open.Add(run);
        for (int ordinal = 0; ordinal < run.State.Members.Count; ordinal++)
        {
            if (run.State.Members[ordinal].Phase == MemberPhase.Running)
                Book(run, ordinal);
        }
        SetDeadlines(run);
        Advance(run, Enumerable.Range(0, run.State.Members.Count));
        if (run.State.Members.Any(run.IsUnwanted))
            StopUnwanted(run);
    }

    private void Follow(Moved moved)
    {
        if (!_runs.TryGetValue(moved.Batch.Id, out BatchRun? run))
        {
            run = Know(moved.Batch);
            _open.Add(run);
            SetDeadlines(run);
        }
        else if (run.State.Ended && !moved.Batch.Ended)
        {
            TakeUp(Know(moved.Batch));
            Release();
            return;
        }
        bool held = !run.State.Holds.SequenceEqual(moved.Batch.Holds);
        run.State = moved.Batch;
        if (moved.Batch.Ended)
        {
            Finish(run);
        }
        else
        {
            if (held)
                HoldsChanged(run);
            Advance(run, moved.Members);
        }
        Release();
    }

    private void Submit(SubmitBatch submit)
    {
        if ((BatchCheck.Problem(submit.Definition) ?? AdmissionCheck.Problem(submit.Definition, _options)) is { } problem)
        {
            Ask([new Entry(new BatchRefused(submit.Definition.Name, problem), submit.Caller, submit.Cause)], () => new Refusal(RefusalKind.Invalid, problem));
            return;
        }
        if (submit.Key is { } key && _keys.TryGetValue((submit.Caller.Uid, key), out Guid known))
        {
            if (_runs.TryGetValue(known, out BatchRun? run))
                Sender.Tell(View(run));
            else
                // It is on its way into the journal; whatever becomes of it is the answer to both.
                _asking.Values.First(asking => asking.Batch == known).Askers.Add(Sender);
            return;
        }
        (Guid id, string name) = NewBatch(submit.Definition.Name);
        if (submit.Key is { } fresh)
            _keys[(submit.Caller.Uid, fresh)] = id;
        Ask(
            [new Entry(new BatchSubmitted(id, name, submit.Definition, submit.Key), submit.Caller, submit.Cause, Batch: name)],
            () => View(_runs[id]),
            id,
            () => Forget(name, submit.Key is { } own ? (submit.Caller.Uid, own) : null));
    }

    private (Guid Id, string Name) NewBatch(string wanted)
    {
        Guid id = _clock.NewId();
        string name = FreeName(wanted);
        _names[name] = id;
        return (id, name);
    }

    private void Forget(string name, (uint, string)? key)
    {
        _names.Remove(name);
        if (key is { } used)
            _keys.Remove(used);
    }

    private string FreeName(string wanted)
    {
        if (!_names.ContainsKey(wanted))
            return wanted;
        int number = _numbers.GetValueOrDefault(wanted, 2);
        while (_names.ContainsKey($"{wanted}-{number}"))
            number++;
        _numbers[wanted] = number + 1;
        return $"{wanted}-{number}";
    }

    private void Cancel(CancelBatch cancel)
    {
        if (Find(cancel.Batch) is not { } run)
        {
            Sender.Tell(NoBatch(cancel.Batch));
            return;
        }
        if (run.State.Ended || run.State.Cancelling)
        {
            Sender.Tell(View(run));
            return;
        }
        Guid id = run.State.Id;
        Ask(
            [new Entry(new BatchCancelRequested(id), cancel.Caller, cancel.Cause, Batch: run.State.Name)],
            () => View(_runs[id]));
    }

    private static Refusal NoBatch(string name) =>
        new(RefusalKind.NotFound, $"There is no batch {name}. See: orch batch ls.");

    private BatchRun? Find(string reference) =>
        _names.TryGetValue(reference, out Guid id) || Guid.TryParse(reference, out id) ? _runs.GetValueOrDefault(id) : null;

    /// <summary>Has something recorded that somebody asked for, and answers once it is.</summary>
    /// <param name="refused">What to take back if the journal does not take it.</param>
    private void Ask(IReadOnlyList<Entry> entries, Func<object> answer, Guid? batch = null, Action? refused = null)
    {
        Failpoint.Hit("batch.before-intent");
        _asking[++_tag] = new Asking([Sender], answer, batch, refused);
        _journal.Tell(new Append(entries, _tag, Refusable: true, Self));
    }

    private void Recorded(OwnCommitted committed)
    {
        if (!_asking.Remove(committed.Tag, out Asking? asking))
            return;
        Failpoint.Hit("batch.before-answer");
        object answer = asking.Answer();
        foreach (IActorRef asker in asking.Askers)
            asker.Tell(answer);
    }

    private void Refused(AppendRefused refused)
    {
        if (!_asking.Remove(refused.Tag, out Asking? asking))
            return;
        asking.Refused?.Invoke();
        foreach (IActorRef asker in asking.Askers)
            asker.Tell(refused.Refusal);
    }

    private void Wait(Await wait)
    {
        if (!_runs.TryGetValue(wait.Batch, out BatchRun? run))
            Sender.Tell(new Refusal(RefusalKind.NotFound, "There is no such batch."));
        else if (run.State.Ended)
            Sender.Tell(Full(run));
        else if (_waiters.TryGetValue(wait.Batch, out List<IActorRef>? waiters))
            waiters.Add(Sender);
        else
            _waiters[wait.Batch] = [Sender];
    }

    private void Finish(BatchRun run)
    {
        run.Drop();
        _open.Remove(run);
        foreach (int ordinal in run.Tickets.Keys.ToArray())
            Vacate(run, ordinal);
        if (_waiters.Remove(run.State.Id, out List<IActorRef>? waiters))
        {
            BatchView view = Full(run);
            foreach (IActorRef waiter in waiters)
                waiter.Tell(view);
        }
    }

    private BatchView View(BatchRun run) => BatchViews.View(run.State, null, _options.DefaultConcurrency);

    private BatchView Full(BatchRun run) => BatchViews.View(run.State, _ => null, _options.DefaultConcurrency);

    /// <summary>The fleet is restored; these are the batches, classes and schedules of the journal.</summary>
    internal sealed record Begin(
        IReadOnlyList<BatchState> Batches, IReadOnlyList<JobClass> Classes, IReadOnlyList<ScheduleState> Schedules, bool Frozen, Demand Outside);

    /// <summary>What the containers that no batch has started ask for.</summary>
    internal sealed record OutsideChanged(Demand Outside);

    /// <summary>Something durable changed a batch.</summary>
    internal sealed record Moved(BatchState Batch, IReadOnlyCollection<int> Members);

    /// <summary>While the fleet is frozen nothing is released.</summary>
    internal sealed record Frozen(bool On);

    internal sealed record ClassChanged(JobClass Class);

    /// <param name="Now">Null: it was removed.</param>
    internal sealed record ScheduleChanged(Guid Id, ScheduleState? Now);

    internal sealed record Await(Guid Batch);

    /// <summary>The view is to be sent on, with what each member waits for.</summary>
    internal sealed record Explain(Guid Batch, BatchView View, Outsiders Outsiders);

    internal sealed record ExplainMember(Guid Batch, int Ordinal, Outsiders Outsiders);

    private sealed record Asking(List<IActorRef> Askers, Func<object> Answer, Guid? Batch, Action? Refused);

    private sealed record Released(Guid Batch, int Ordinal, Refusal? Refusal);

    private sealed record MemoryGiven(Guid Batch, int Ordinal, Guid Container, Refusal? Refusal);

    private sealed record StopAnswered(Guid Batch, Refusal? Refusal);

    private sealed record RetryDue(Guid Batch, int Ordinal);

    private sealed record JobDueAt(Guid Batch, int Job, bool Deadline);

    private sealed record ScheduleRang(Guid Schedule);

    private sealed record GoOn;
}
