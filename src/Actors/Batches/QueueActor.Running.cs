using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Batches;

/// <summary>Verdicts, releases, retries and the end of a batch.</summary>
internal sealed partial class QueueActor
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private IDisposable? _pause;

    /// <summary>Looks at the members that changed, then at what that makes possible.</summary>
    private void Advance(BatchRun run, IEnumerable<int> members)
    {
        foreach (int ordinal in members)
            Look(run, ordinal);
        if (run.State.Cancelling)
            CancelWaiting(run);
        foreach ((int job, Readiness readiness) in run.Opened())
        {
            if (readiness.Kind == ReadinessKind.Never)
                EndAll(run, run.MembersOf(job), MemberPhase.Skipped, readiness.Reason);
            else
                MakeReady(run, job);
        }
        if (run.State.Tally.Ended == run.State.Tally.Total && !run.Ending)
        {
            run.Ending = true;
            Record(run, [new BatchEnded(run.State.Id, Verdict(run.State))]);
        }
    }

    private void Look(BatchRun run, int ordinal)
    {
        MemberState member = run.State.Members[ordinal];
        if (BatchEvolution.IsFinal(member.Phase))
            run.MemberEnded(member.Job);
        if (member.Phase is not MemberPhase.Queued and not MemberPhase.Retrying && run.Releasing.Remove(ordinal)
            && run.Cancelled && member is { Phase: MemberPhase.Running, ContainerId: { } started })
            Stop(run, started);
        if (!member.Undecided)
            run.Deciding.Remove(ordinal);
        else if (!run.Ended.Contains(ordinal) && run.Deciding.Add(ordinal))
            Record(run, [AttemptVerdict.Of(run.State, member)]);
        // A retry that was decided on before the cancellation and became durable after it.
        if (run.State.Cancelling && run.Cancelled && member is { Phase: MemberPhase.Retrying, Undecided: false })
            EndAll(run, [ordinal], MemberPhase.Cancelled, "the batch was cancelled");
        else if (member is { Phase: MemberPhase.Retrying, Undecided: false, RetryAt: { } at } && !run.Retries.ContainsKey(ordinal)
            && !run.Releasing.Contains(ordinal) && !run.Ended.Contains(ordinal))
        {
            // No retry waits longer, whatever was done to the wall clock since it was scheduled.
            TimeSpan wait = at - _clock.Now;
            run.Retries[ordinal] = _clock.After(
                wait < AttemptVerdict.LongestBackoff ? wait : AttemptVerdict.LongestBackoff, Self, new RetryDue(run.State.Id, ordinal));
        }
    }

    private static void MakeReady(BatchRun run, int job)
    {
        foreach (int ordinal in run.MembersOf(job))
        {
            if (run.State.Members[ordinal].Phase == MemberPhase.Queued)
                run.MakeReady(ordinal);
        }
    }

    private void BecomeDue(Guid batch, int ordinal)
    {
        if (!_runs.TryGetValue(batch, out BatchRun? run))
            return;
        if (run.Retries.Remove(ordinal, out IDisposable? timer))
            timer.Dispose();
        run.MakeReady(ordinal);
        Release();
    }

    private void CancelWaiting(BatchRun run)
    {
        if (run.Cancelled)
            return;
        run.Cancelled = true;
        const string Reason = "the batch was cancelled";
        List<int> waiting = [];
        for (int ordinal = 0; ordinal < run.State.Members.Count; ordinal++)
        {
            MemberState member = run.State.Members[ordinal];
            if (member.Phase is MemberPhase.Queued or MemberPhase.Retrying && !run.Releasing.Contains(ordinal) && !member.Undecided)
                waiting.Add(ordinal);
            else if (member is { Phase: MemberPhase.Running, ContainerId: { } id })
                Stop(run, id);
        }
        EndAll(run, waiting, MemberPhase.Cancelled, Reason);
    }

    private void Stop(BatchRun run, Guid container) =>
        _fleet.Tell(
            new StopContainer(run.State.Owner, $"batch {run.State.Name} was cancelled", container.ToString()),
            new AnswerRef(Self, answer => new StopAnswered(run.State.Id, answer as Refusal)));

    /// <summary>A stop that could not be recorded is asked for again: the batch is to end.</summary>
    private void AfterStop(StopAnswered answered)
    {
        if (answered.Refusal is not { Kind: RefusalKind.Busy or RefusalKind.Unavailable })
            return;
        _runs[answered.Batch].Cancelled = false;
        _pause ??= _clock.After(Pause, Self, new GoOn());
    }

    private void EndAll(BatchRun run, IEnumerable<int> ordinals, MemberPhase phase, string? reason)
    {
        List<IBatchEvent> events = [];
        foreach (int ordinal in ordinals)
        {
            MemberState member = run.State.Members[ordinal];
            if (!BatchEvolution.IsFinal(member.Phase) && !run.Deciding.Contains(ordinal) && run.Ended.Add(ordinal))
                events.Add(new JobEnded(run.State.Id, run.Job(ordinal).Name, member.Index, phase, reason));
        }
        if (events.Count > 0)
            Record(run, events);
    }

    private static BatchPhase Verdict(BatchState batch)
    {
        if (batch.Cancelling)
            return BatchPhase.Cancelled;
        return batch.Tally.Failed + batch.Tally.Cancelled > 0 ? BatchPhase.Failed : BatchPhase.Succeeded;
    }

    /// <summary>Starts what may run: the highest priority first, then the batch that was submitted first.</summary>
    private void Release()
    {
        if (_frozen || _pause is not null)
            return;
        int atWork = _open.Sum(run => run.AtWork);
        while (atWork < _options.MaxConcurrency)
        {
            BatchRun? next = _open
                .Where(run => run.NextPriority is not null && !run.State.Cancelling && run.AtWork < Limit(run))
                .MaxBy(run => run.NextPriority);
            if (next is null)
                return;
            if (next.Take() is not { } ordinal)
                continue;
            next.Releasing.Add(ordinal);
            atWork++;
            Release(next, ordinal);
        }
    }

    private int Limit(BatchRun run) => run.State.Definition.Concurrency ?? _options.DefaultConcurrency;

    private void Release(BatchRun run, int ordinal)
    {
        BatchState batch = run.State;
        MemberState member = batch.Members[ordinal];
        JobDefinition job = run.Job(ordinal);
        string cause = $"batch {batch.Name}";
        Failpoint.Hit("batch.before-release");
        object order = member.ContainerId is { } container
            ? new StartContainer(batch.Owner, $"{cause}, attempt {member.Attempts + 1}", container.ToString())
            : new CreateContainer(
                batch.Owner, cause, JobArrays.MemberName(batch.Name, job.Name, member.Index), run.Spec(ordinal))
            {
                Start = true,
                Job = new JobRef(batch.Id, batch.Name, job.Name, member.Index),
            };
        _fleet.Tell(order, new AnswerRef(Self, answer => new Released(batch.Id, ordinal, answer as Refusal)));
    }

    private void AfterRelease(Released released)
    {
        if (!_runs.TryGetValue(released.Batch, out BatchRun? run) || !run.Releasing.Remove(released.Ordinal))
            return;
        // Its start is not durable: the order was refused.
        MemberState member = run.State.Members[released.Ordinal];
        if (released.Refusal is { Kind: RefusalKind.Busy or RefusalKind.Unavailable })
        {
            if (run.State.Cancelling)
                EndAll(run, [released.Ordinal], MemberPhase.Cancelled, "the batch was cancelled");
            else
                run.MakeReady(released.Ordinal);
            _pause ??= _clock.After(Pause, Self, new GoOn());
        }
        else if (released.Refusal is { } refusal && !BatchEvolution.IsFinal(member.Phase))
        {
            EndAll(run, [released.Ordinal], MemberPhase.Failed, refusal.Reason);
        }
        Release();
    }

    private void Record(BatchRun run, IReadOnlyList<IBatchEvent> events)
    {
        Failpoint.Hit("batch.before-record");
        _journal.Tell(new Append(
            [.. events.Select(what => new Entry(
                what, Caller.Engine, $"batch {run.State.Name}", Batch: run.State.Name, Attempt: Attempt(run, what)))],
            ++_tag, Refusable: false, Self));
    }

    private static int? Attempt(BatchRun run, IBatchEvent what) =>
        what is JobEnded job && run.State.Ordinal(job.Job, job.Index) is >= 0 and int ordinal
        && run.State.Members[ordinal].Attempts is > 0 and int attempt
            ? attempt
            : null;
}
