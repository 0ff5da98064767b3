using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches.Planning;

/// <summary>
/// Plays batches to their end in a time of its own, by the scheduler and the fold that the queue itself goes by: for
/// plans, and for tests over many made-up batches.
/// </summary>
internal sealed class Rehearsal
{
    private readonly Scheduler _scheduler;
    private readonly OrchestratorOptions _options;
    private readonly Func<BatchRun, int, (TimeSpan Time, MemberPhase End)> _outcome;
    private readonly Dictionary<Guid, BatchRun> _runs = [];
    private readonly PriorityQueue<Action, (DateTimeOffset Time, long Number)> _events = new();
    private long _number;

    /// <param name="outcome">How long a member runs from its start on, and how it ends.</param>
    public Rehearsal(
        OrchestratorOptions options, IEnumerable<JobClass> classes, DateTimeOffset now,
        Func<BatchRun, int, (TimeSpan Time, MemberPhase End)> outcome, Demand outside = default)
    {
        _options = options;
        _outcome = outcome;
        _scheduler = new Scheduler(options.Scheduling, options.Capacity.Of(options.MaxConcurrency));
        _scheduler.Leave(outside);
        foreach (JobClass known in classes)
            _scheduler.Limit(known.Name, known.Concurrency);
        Now = now;
    }

    public DateTimeOffset Now { get; private set; }

    public Scheduler Scheduler => _scheduler;

    public IEnumerable<BatchRun> Runs => _runs.Values;

    /// <summary>Told of each start, before and after it is taken account of.</summary>
    public Action<BatchRun, int, Ticket> Starting { get; init; } = (_, _, _) => { };

    public Action<BatchRun, int> Ended { get; init; } = (_, _) => { };

    public void Charge(BatchState batch) => ShareHistory.Charge(_scheduler, batch, _options, Now);

    /// <param name="left">How much longer a member runs that runs already.</param>
    public BatchRun Add(BatchState batch, Func<MemberState, TimeSpan> left)
    {
        BatchRun run = _runs[batch.Id] = new BatchRun(batch, batch.Definition.Concurrency ?? _options.DefaultConcurrency);
        for (int ordinal = 0; ordinal < batch.Members.Count; ordinal++)
        {
            MemberState member = batch.Members[ordinal];
            int which = ordinal;
            run.Note(ordinal);
            if (member.Phase == MemberPhase.Running)
            {
                _scheduler.Book(run.Tickets[ordinal] = Tickets.Of(run, [ordinal], _options));
                At(Now + left(member), () => End(run, which, MemberPhase.Succeeded));
            }
            else if (member is { Phase: MemberPhase.Retrying, RetryAt: { } due })
            {
                At(due > Now ? due : Now, () => Ready(run, [which]));
            }
        }
        Open(run);
        return run;
    }

    /// <summary>Later than now.</summary>
    public void At(DateTimeOffset time, Action what) => _events.Enqueue(what, (time, ++_number));

    public void Run(DateTimeOffset until)
    {
        while (true)
        {
            while (_scheduler.Next(Now) is { } ticket)
                Start(ticket);
            if (!_events.TryPeek(out _, out (DateTimeOffset Time, long Number) next) || next.Time > until)
                return;
            Now = next.Time > Now ? next.Time : Now;
            // All that happens at one moment is known before anything is started.
            while (_events.TryPeek(out _, out next) && next.Time <= Now)
                _events.Dequeue()();
        }
    }

    private void Start(Ticket ticket)
    {
        BatchRun run = _runs[ticket.Pool.Id];
        foreach (int ordinal in ticket.Members)
        {
            Starting(run, ordinal, ticket);
            run.Ready.Remove(ordinal);
            MemberState member = run.State.Members[ordinal];
            JobRef job = new(run.State.Id, run.State.Name, run.Job(ordinal).Name, member.Index);
            run.State = BatchEvolution.Evolve(
                run.State, job, null, Record(new ContainerStartRequested(member.Attempts + 1, ByPolicy: false)));
            (TimeSpan time, MemberPhase end) = _outcome(run, ordinal);
            int which = ordinal;
            At(Now + time, () => End(run, which, end));
        }
    }

    private void End(BatchRun run, int ordinal, MemberPhase end)
    {
        if (run.Tickets.Remove(ordinal, out Ticket? ticket))
            _scheduler.Finish(ticket, (Now - ticket.StartedAt).TotalSeconds, Now);
        Final(run, ordinal, end, null);
        Open(run);
    }

    private void Final(BatchRun run, int ordinal, MemberPhase end, string? reason)
    {
        run.State = BatchEvolution.Evolve(run.State, Record(new JobEnded(
            run.State.Id, run.Job(ordinal).Name, run.State.Members[ordinal].Index, end, reason)));
        Ended(run, ordinal);
        run.Note(ordinal);
    }

    private void Open(BatchRun run)
    {
        bool more = true;
        while (more)
        {
            more = false;
            foreach ((IEnumerable<int> members, Readiness readiness) in run.Opened().ToArray())
            {
                int[] waiting = [.. members.Where(ordinal => run.State.Members[ordinal].Phase == MemberPhase.Queued)];
                if (readiness.Kind == ReadinessKind.Never)
                {
                    foreach (int ordinal in waiting)
                        Final(run, ordinal, MemberPhase.Skipped, readiness.Reason);
                    more |= waiting.Length > 0;
                }
                else
                {
                    Ready(run, waiting);
                }
            }
        }
    }

    private void Ready(BatchRun run, IReadOnlyList<int> members)
    {
        List<int> ready = [.. members.Where(ordinal =>
            run.State.Members[ordinal].Phase is MemberPhase.Queued or MemberPhase.Retrying
            && !run.State.IsHeld(run.State.Members[ordinal]) && run.Ready.Add(ordinal))];
        if (ready.Count > 0)
            Offer(run, ready);
    }

    private void Offer(BatchRun run, List<int> ready)
    {
        int job = run.State.Members[ready[0]].Job;
        if (Tickets.NotBefore(run.State, job) is { } time && time > Now)
        {
            At(time, () => Offer(run, ready));
            return;
        }
        foreach (int ordinal in ready)
            run.ReadySince.TryAdd(ordinal, Now);
        if (run.Job(ready[0]).Gang && run.State.Members[ready[0]].Attempts == 0)
            Enqueue(run, ready);
        else
            ready.ForEach(ordinal => Enqueue(run, [ordinal]));
    }

    private void Enqueue(BatchRun run, IReadOnlyList<int> members)
    {
        Ticket ticket = Tickets.Of(run, members, _options);
        foreach (int ordinal in members)
            run.Tickets[ordinal] = ticket;
        _scheduler.Enqueue(ticket);
    }

    private JournalRecord Record(IEvent what) => new(0, Now, null, null, null, Caller.Engine, "", what, []);
}
