using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Batches;

/// <summary>Between the batches and the scheduler: what waits for its turn, and the orders once it has come.</summary>
internal sealed partial class QueueActor
{
    /// <summary>A reservation that stands so long is worth a record.</summary>
    private static readonly TimeSpan LongReservation = TimeSpan.FromSeconds(5);

    private Ticket? _lastReserved;
    private DateTimeOffset _reservedSince;
    private bool _reservationTold;

    private void MakeReady(BatchRun run, IEnumerable<int> ordinals)
    {
        List<int> ready = [];
        foreach (int ordinal in ordinals)
        {
            if (!Waits(run, ordinal) || run.Ended.Contains(ordinal) || !run.Ready.Add(ordinal))
                continue;
            // What nothing ever held back counts from the submission, also after a restart.
            if (run.State.Members[ordinal].Attempts > 0 || JobGraph.Of(run.State.Definition)[run.State.Members[ordinal].Job].All.Any())
                run.ReadySince.TryAdd(ordinal, _clock.Now);
            ready.Add(ordinal);
        }
        foreach (int ordinal in ready)
            Offer(run, ordinal);
    }

    /// <summary>Into the scheduler's queue, unless something but the scheduler holds it back.</summary>
    private void Offer(BatchRun run, int ordinal)
    {
        if (!run.Ready.Contains(ordinal) || run.Tickets.ContainsKey(ordinal) || run.State.Cancelling || !Waits(run, ordinal))
            return;
        MemberState member = run.State.Members[ordinal];
        JobDefinition job = run.Job(ordinal);
        if (run.State.IsHeld(member) || IsEarly(run, member.Job))
            return;
        IReadOnlyList<int> members = [ordinal];
        if (job.Gang && IsOfGang(member))
        {
            // Whether the others get their start decides with whom this one waits.
            if (run.MembersOf(member.Job).Any(run.Releasing.Contains))
                return;
            members = [.. run.MembersOf(member.Job).Where(other => IsOfGang(run.State.Members[other]) && Waits(run, other))];
            if (!members.All(other => run.Ready.Contains(other) && !run.State.IsHeld(run.State.Members[other])))
                return;
        }
        Enqueue(run, members);
    }

    /// <summary>An order for one of a gang is decided: those that waited for that are offered together.</summary>
    private void Gather(BatchRun run, int job)
    {
        if (!run.State.Definition.Jobs[job].Gang)
            return;
        foreach (int ordinal in run.MembersOf(job).Where(run.Ready.Contains).ToArray())
            Offer(run, ordinal);
    }

    private static bool IsOfGang(MemberState member) =>
        member is { Phase: MemberPhase.Queued, Attempts: 0 };

    private void Enqueue(BatchRun run, IReadOnlyList<int> members)
    {
        Ticket ticket = Tickets.Of(run, members, _options);
        foreach (int ordinal in members)
            run.Tickets[ordinal] = ticket;
        _scheduler.Enqueue(ticket);
    }

    /// <summary>It runs, or is about to, since before this daemon.</summary>
    private void Book(BatchRun run, int ordinal) => _scheduler.Book(run.Tickets[ordinal] = Tickets.Of(run, [ordinal], _options));

    /// <summary>The member neither waits for its turn nor has it any more.</summary>
    private void Vacate(BatchRun run, int ordinal)
    {
        if (!run.Tickets.TryGetValue(ordinal, out Ticket? ticket))
            return;
        MemberState member = run.State.Members[ordinal];
        if (ticket.State == TicketState.Started)
        {
            run.Tickets.Remove(ordinal);
            _scheduler.Finish(ticket, member.Exit?.RunTime?.TotalSeconds ?? 0, _clock.Now);
        }
        else if (!run.Ready.Contains(ordinal))
        {
            Withdraw(run, ticket);
        }
    }

    private void Withdraw(BatchRun run, Ticket ticket)
    {
        _scheduler.Withdraw(ticket);
        foreach (int ordinal in ticket.Members)
        {
            if (run.Tickets.GetValueOrDefault(ordinal) == ticket)
                run.Tickets.Remove(ordinal);
        }
    }

    private void HoldsChanged(BatchRun run)
    {
        foreach (Ticket ticket in run.Tickets.Values.Distinct().Where(ticket => ticket.State != TicketState.Started).ToArray())
        {
            if (ticket.Members.Any(ordinal => run.State.IsHeld(run.State.Members[ordinal])))
                Withdraw(run, ticket);
        }
        foreach (int ordinal in run.Ready.Order().ToArray())
            Offer(run, ordinal);
    }

    /// <summary>Nothing of the job may start yet; sees to it that it is looked at again.</summary>
    private bool IsEarly(BatchRun run, int job)
    {
        if (Tickets.NotBefore(run.State, job) is not { } time || time <= _clock.Now)
            return false;
        if (!run.Alarms.ContainsKey((job, false)))
        {
            // Not one alarm for the whole span: the time is one of the wall clock, which may be set.
            TimeSpan wait = time - _clock.Now;
            run.Alarms[(job, false)] = _clock.After(
                wait < LongestWait ? wait : LongestWait, Self, new JobDueAt(run.State.Id, job, Deadline: false));
        }
        return true;
    }

    /// <summary>Starts what may run.</summary>
    private void Release()
    {
        if (_frozen || _pause is not null)
            return;
        DateTimeOffset now = _clock.Now;
        while (_scheduler.Next(now) is { } ticket)
        {
            BatchRun run = _runs[ticket.Pool.Id];
            foreach (int ordinal in ticket.Members)
            {
                run.Ready.Remove(ordinal);
                run.Releasing.Add(ordinal);
                Release(run, ordinal, ticket, now);
            }
        }
        RecordReservation(now);
    }

    /// <summary>That others wait for a large one is a decision which the audit explains.</summary>
    private void RecordReservation(DateTimeOffset now)
    {
        if (_scheduler.Reserved != _lastReserved)
        {
            _lastReserved = _scheduler.Reserved;
            _reservedSince = now;
            _reservationTold = false;
        }
        if (_lastReserved is not { } reserved || _reservationTold || now - _reservedSince < LongReservation)
            return;
        _reservationTold = true;
        BatchRun run = _runs[reserved.Pool.Id];
        int ordinal = reserved.Members[0];
        Record(run, [new JobReserved(
            run.State.Id, run.Job(ordinal).Name, run.State.Members[ordinal].Index, _scheduler.Explain(reserved, now, NameOf))]);
    }

    private int Limit(BatchState batch) => batch.Definition.Concurrency ?? _options.DefaultConcurrency;

    private void Release(BatchRun run, int ordinal, Ticket ticket, DateTimeOffset now)
    {
        BatchState batch = run.State;
        MemberState member = batch.Members[ordinal];
        Failpoint.Hit("batch.before-release");
        TimeSpan waited = now - ticket.ReadySince;
        string cause = $"batch {batch.Name}, ready for {Words.Span(waited > TimeSpan.Zero ? waited : TimeSpan.Zero)}";
        if (member.ContainerId is not { } container)
        {
            JobDefinition job = run.Job(ordinal);
            CreateContainer create = new(
                batch.Owner, cause, JobArrays.MemberName(batch.Name, job.Name, member.Index), run.Spec(ordinal, WeightOf))
            {
                Start = true,
                Job = new JobRef(batch.Id, batch.Name, job.Name, member.Index),
            };
            _fleet.Tell(create, new AnswerRef(Self, answer => new Released(batch.Id, ordinal, answer as Refusal)));
        }
        else if (member.MemoryBytes is { } memory)
        {
            // Again even if it has them: only the container knows, and once more changes nothing.
            _fleet.Tell(
                new UpdateContainer(batch.Owner, $"{cause}: more memory", container.ToString(), new ResourceLimits { MemoryBytes = memory }),
                new AnswerRef(Self, answer => new MemoryGiven(batch.Id, ordinal, container, answer as Refusal)));
        }
        else
        {
            StartAgain(run, ordinal, container, cause);
        }
    }

    private void StartAgain(BatchRun run, int ordinal, Guid container, string cause) => _fleet.Tell(
        new StartContainer(run.State.Owner, $"{cause}, attempt {run.State.Members[ordinal].Attempts + 1}", container.ToString()),
        new AnswerRef(Self, answer => new Released(run.State.Id, ordinal, answer as Refusal)));

    private void AfterMemory(MemoryGiven given)
    {
        if (given.Refusal is not null)
            AfterRelease(new Released(given.Batch, given.Ordinal, given.Refusal));
        else if (_runs.TryGetValue(given.Batch, out BatchRun? run) && run.Releasing.Contains(given.Ordinal))
            StartAgain(run, given.Ordinal, given.Container, $"batch {run.State.Name}");
    }

    private void AfterRelease(Released released)
    {
        if (!_runs.TryGetValue(released.Batch, out BatchRun? run) || !run.Releasing.Remove(released.Ordinal))
            return;
        // Its start is not durable: the order was refused.
        MemberState member = run.State.Members[released.Ordinal];
        Vacate(run, released.Ordinal);
        if (released.Refusal is { Kind: RefusalKind.Busy or RefusalKind.Unavailable })
        {
            if (run.State.Cancelling)
                EndAll(run, [released.Ordinal], MemberPhase.Cancelled, CancelReason);
            else if (run.CutOff.Contains(member.Job))
                EndAll(run, [released.Ordinal], MemberPhase.Failed, AttemptVerdict.DeadlineReason(run.Job(released.Ordinal)));
            else
                MakeReady(run, [released.Ordinal]);
            _pause ??= _clock.After(Pause, Self, new GoOn());
        }
        else if (released.Refusal is { } refusal && !BatchEvolution.IsFinal(member.Phase))
        {
            EndAll(run, [released.Ordinal], MemberPhase.Failed, refusal.Reason);
        }
        Gather(run, member.Job);
        Release();
    }

    private int? WeightOf(JobDefinition job) =>
        ClassOf(job.ClassName).CpuWeight(job.Priority) is var weight and not JobClass.NormalWeight ? weight : null;

    private string NameOf(Ticket ticket)
    {
        BatchRun run = _runs[ticket.Pool.Id];
        MemberState first = run.State.Members[ticket.Members[0]];
        return JobArrays.MemberName(run.State.Name, run.State.Definition.Jobs[first.Job].Name, first.Index);
    }
}
