using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Time;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Batches;

/// <summary>
/// Runs the members of all batches: releases those that may run, in order of priority and as far as there is room,
/// and says what the end of each attempt means. What it knows besides the durable states can be lost at any time: a
/// start is recorded with its container's creation, a verdict once per attempt, so nothing runs twice and nothing is
/// forgotten.
/// </summary>
internal sealed partial class QueueActor : ReceiveActor
{
    private readonly Dictionary<Guid, BatchRun> _runs = [];

    /// <summary>Those that have not ended, in the order of their submission.</summary>
    private readonly List<BatchRun> _open = [];
    private readonly Dictionary<string, Guid> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, List<IActorRef>> _waiters = [];
    private readonly Dictionary<long, (Guid Batch, IActorRef Asker)> _asking = [];
    private readonly IActorRef _fleet;
    private readonly IActorRef _journal;
    private readonly Clock _clock;
    private readonly OrchestratorOptions _options;
    private bool _frozen;
    private long _tag;

    public QueueActor(IActorRef fleet, IActorRef journal, Clock clock, OrchestratorOptions options)
    {
        _fleet = fleet;
        _journal = journal;
        _clock = clock;
        _options = options;
        Receive<Begin>(TakeUp);
        Receive<Moved>(Follow);
        Receive<Frozen>(frozen =>
        {
            _frozen = frozen.On;
            Release();
        });
        Receive<SubmitBatch>(Submit);
        Receive<CancelBatch>(Cancel);
        Receive<Await>(Wait);
        Receive<OwnCommitted>(Recorded);
        Receive<AppendRefused>(Refused);
        Receive<Released>(AfterRelease);
        Receive<StopAnswered>(AfterStop);
        Receive<RetryDue>(due => BecomeDue(due.Batch, due.Ordinal));
        Receive<GoOn>(_ =>
        {
            _pause?.Dispose();
            _pause = null;
            foreach (BatchRun run in _open.Where(run => run.State.Cancelling && !run.Cancelled))
                CancelWaiting(run);
            Release();
        });
    }

    protected override void PostStop()
    {
        _pause?.Dispose();
        foreach (BatchRun run in _runs.Values)
            run.Drop();
    }

    private void TakeUp(Begin begin)
    {
        _frozen = begin.Frozen;
        foreach (BatchState batch in begin.Batches.OrderBy(batch => batch.SubmittedSeq))
        {
            _names[batch.Name] = batch.Id;
            BatchRun run = _runs[batch.Id] = new BatchRun(batch);
            if (batch.Ended)
                continue;
            _open.Add(run);
            Advance(run, Enumerable.Range(0, batch.Members.Count));
        }
        Release();
    }

    private void Follow(Moved moved)
    {
        if (!_runs.TryGetValue(moved.Batch.Id, out BatchRun? run))
        {
            run = _runs[moved.Batch.Id] = new BatchRun(moved.Batch);
            _names[moved.Batch.Name] = moved.Batch.Id;
            _open.Add(run);
        }
        run.State = moved.Batch;
        if (moved.Batch.Ended)
            Finish(run);
        else
            Advance(run, moved.Members);
        Release();
    }

    private void Submit(SubmitBatch submit)
    {
        if (BatchCheck.Problem(submit.Definition) is { } problem)
        {
            Sender.Tell(new Refusal(RefusalKind.Invalid, problem));
            return;
        }
        string name = FreeName(submit.Definition.Name);
        Guid id = _clock.NewId();
        _names[name] = id;
        _asking[++_tag] = (id, Sender);
        Entry entry = new(new BatchSubmitted(id, name, submit.Definition), submit.Caller, submit.Cause, Batch: name);
        _journal.Tell(new Append([entry], _tag, Refusable: true, Self));
    }

    private string FreeName(string wanted)
    {
        string name = wanted;
        for (int number = 2; _names.ContainsKey(name); number++)
            name = $"{wanted}-{number}";
        return name;
    }

    private void Cancel(CancelBatch cancel)
    {
        if (Find(cancel.Batch) is not { } run)
        {
            Sender.Tell(new Refusal(RefusalKind.NotFound, $"There is no batch {cancel.Batch}. See: orch batch ls."));
            return;
        }
        if (run.State.Ended || run.State.Cancelling)
        {
            Sender.Tell(View(run));
            return;
        }
        _asking[++_tag] = (run.State.Id, Sender);
        Entry entry = new(new BatchCancelRequested(run.State.Id), cancel.Caller, cancel.Cause, Batch: run.State.Name);
        _journal.Tell(new Append([entry], _tag, Refusable: true, Self));
    }

    private BatchRun? Find(string reference) =>
        _names.TryGetValue(reference, out Guid id) || Guid.TryParse(reference, out id) ? _runs.GetValueOrDefault(id) : null;

    private void Recorded(OwnCommitted committed)
    {
        if (!_asking.Remove(committed.Tag, out (Guid Batch, IActorRef Asker) asking))
            return;
        Failpoint.Hit("batch.before-answer");
        asking.Asker.Tell(View(_runs[asking.Batch]));
    }

    private void Refused(AppendRefused refused)
    {
        if (!_asking.Remove(refused.Tag, out (Guid Batch, IActorRef Asker) asking))
            return;
        if (!_runs.ContainsKey(asking.Batch))
            _names.Remove(_names.First(pair => pair.Value == asking.Batch).Key);
        asking.Asker.Tell(refused.Refusal);
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
        if (_waiters.Remove(run.State.Id, out List<IActorRef>? waiters))
        {
            BatchView view = Full(run);
            foreach (IActorRef waiter in waiters)
                waiter.Tell(view);
        }
    }

    private BatchView View(BatchRun run) => BatchViews.View(run.State, null, _options.DefaultConcurrency);

    private BatchView Full(BatchRun run) => BatchViews.View(run.State, _ => null, _options.DefaultConcurrency);

    /// <summary>The fleet is restored; these are the batches of the journal.</summary>
    internal sealed record Begin(IReadOnlyList<BatchState> Batches, bool Frozen);

    /// <summary>Something durable changed a batch.</summary>
    internal sealed record Moved(BatchState Batch, IReadOnlyCollection<int> Members);

    /// <summary>While the fleet is frozen nothing is released.</summary>
    internal sealed record Frozen(bool On);

    internal sealed record Await(Guid Batch);

    private sealed record Released(Guid Batch, int Ordinal, Refusal? Refusal);

    private sealed record StopAnswered(Guid Batch, Refusal? Refusal);

    private sealed record RetryDue(Guid Batch, int Ordinal);

    private sealed record GoOn;
}
