using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Batches;

/// <summary>Verdicts, retries, deadlines and the end of a batch.</summary>
internal sealed partial class QueueActor
{
    private const string CancelReason = "the batch was cancelled";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private IDisposable? _pause;

    /// <summary>Looks at the members that changed, then at what that makes possible.</summary>
    private void Advance(BatchRun run, IEnumerable<int> members)
    {
        foreach (int ordinal in members)
            Look(run, ordinal);
        if (run.State.Cancelling)
            CancelWaiting(run);
        CutOff(run);
        foreach ((IEnumerable<int> opened, Readiness readiness) in run.Opened())
        {
            if (readiness.Kind == ReadinessKind.Never)
                EndAll(run, opened, MemberPhase.Skipped, readiness.Reason);
            else
                MakeReady(run, opened);
        }
        if (run.State.Tally.Ended == run.State.Tally.Total && !run.Ending && run.Ordered == 0)
        {
            run.Ending = true;
            Record(run, [new BatchEnded(run.State.Id, Verdict(run.State))]);
        }
    }

    private void Look(BatchRun run, int ordinal)
    {
        MemberState member = run.State.Members[ordinal];
        run.Note(ordinal);
        if (member.Phase is not MemberPhase.Queued and not MemberPhase.Retrying && run.Releasing.Remove(ordinal))
            Gather(run, member.Job);
        if (member.Phase != MemberPhase.Running)
        {
            run.Stopping.Remove(ordinal);
            if (!run.Releasing.Contains(ordinal))
                Vacate(run, ordinal);
        }
        else if (run.IsUnwanted(member) && !run.Stopping.Contains(ordinal))
        {
            Stop(run, ordinal);
        }
        if (!member.Undecided)
            run.Deciding.Remove(ordinal);
        else if (!run.Ended.Contains(ordinal) && run.Deciding.Add(ordinal))
            Record(run, [AttemptVerdict.Of(run.State, member)]);
        if (member is not { Phase: MemberPhase.Retrying, Undecided: false } || run.Releasing.Contains(ordinal) || run.Ended.Contains(ordinal))
            return;
        // A retry that was decided on before the cancellation or the deadline and became durable after it.
        if (run.State.Cancelling && run.Cancelled)
            EndAll(run, [ordinal], MemberPhase.Cancelled, CancelReason);
        else if (run.CutOff.Contains(member.Job))
            EndAll(run, [ordinal], MemberPhase.Failed, AttemptVerdict.DeadlineReason(run.Job(ordinal)));
        else if (member.RetryAt is { } at && !run.Retries.ContainsKey(ordinal) && !run.Ready.Contains(ordinal))
        {
            // No retry waits longer, whatever was done to the wall clock since it was scheduled.
            TimeSpan longest = AttemptVerdict.Longest(run.Job(ordinal));
            TimeSpan wait = at - _clock.Now;
            run.Retries[ordinal] = _clock.After(wait < longest ? wait : longest, Self, new RetryDue(run.State.Id, ordinal));
        }
    }

    private void BecomeDue(Guid batch, int ordinal)
    {
        if (!_runs.TryGetValue(batch, out BatchRun? run) || !run.Retries.Remove(ordinal, out IDisposable? timer))
            return;
        timer.Dispose();
        MakeReady(run, [ordinal]);
        Release();
    }

    private void CancelWaiting(BatchRun run)
    {
        if (run.Cancelled)
            return;
        run.Cancelled = true;
        List<int> waiting = [];
        for (int ordinal = 0; ordinal < run.State.Members.Count; ordinal++)
        {
            if (Waits(run, ordinal))
                waiting.Add(ordinal);
        }
        EndAll(run, waiting, MemberPhase.Cancelled, CancelReason);
        StopUnwanted(run);
    }

    /// <summary>What has a deadline that became durably overdue is ended.</summary>
    private void CutOff(BatchRun run)
    {
        // A batch may have thousands of jobs, and hardly an event is about a deadline.
        if (run.DuesSeen == run.State.Dues)
            return;
        run.DuesSeen = run.State.Dues;
        for (int job = 0; job < run.State.Dues.Length; job++)
        {
            if (run.State.Dues[job] != JobDue.Passed)
                run.CutOff.Remove(job);
            else if (run.CutOff.Add(job))
            {
                EndAll(
                    run, run.MembersOf(job).Where(ordinal => Waits(run, ordinal)).ToList(), MemberPhase.Failed,
                    AttemptVerdict.DeadlineReason(run.State.Definition.Jobs[job]));
                StopUnwanted(run);
            }
        }
    }

    private static bool Waits(BatchRun run, int ordinal)
    {
        MemberState member = run.State.Members[ordinal];
        return member is { Phase: MemberPhase.Queued or MemberPhase.Retrying, Undecided: false } && !run.Releasing.Contains(ordinal);
    }

    private void StopUnwanted(BatchRun run)
    {
        for (int ordinal = 0; ordinal < run.State.Members.Count; ordinal++)
        {
            if (run.State.Members[ordinal] is { Phase: MemberPhase.Running } member && run.IsUnwanted(member))
                Stop(run, ordinal);
        }
    }

    private void Stop(BatchRun run, int ordinal)
    {
        MemberState member = run.State.Members[ordinal];
        if (member is not { Undecided: false, ContainerId: { } container })
            return;
        run.Stopping.Add(ordinal);
        string why = run.State.Cancelling ? $"batch {run.State.Name} was cancelled"
            : run.State.Dues[member.Job] == JobDue.Passed ? $"the deadline of job {run.State.Definition.Jobs[member.Job].Name} passed"
            : $"batch {run.State.Name}: it was put back into the queue";
        _fleet.Tell(
            new StopContainer(run.State.Owner, why, container.ToString()),
            new AnswerRef(Self, answer => new StopAnswered(run.State.Id, answer as Refusal)));
    }

    /// <summary>A stop that could not be recorded is asked for again: it is to end.</summary>
    private void AfterStop(StopAnswered answered)
    {
        if (answered.Refusal is not { Kind: RefusalKind.Busy or RefusalKind.Unavailable })
            return;
        _runs[answered.Batch].StopAgain = true;
        _pause ??= _clock.After(Pause, Self, new GoOn());
    }

    private void Continue()
    {
        _pause?.Dispose();
        _pause = null;
        foreach (BatchRun run in _open.Where(run => run.StopAgain).OrderBy(run => run.State.SubmittedSeq).ToArray())
        {
            run.StopAgain = false;
            StopUnwanted(run);
        }
        Release();
    }

    private void SetDeadlines(BatchRun run)
    {
        for (int job = 0; job < run.State.Definition.Jobs.Count; job++)
        {
            if (run.State.Dues[job] == JobDue.Ahead && run.State.DeadlineOf(job) is { } due)
            {
                run.Alarms[(job, true)] = _clock.After(
                    _clock.Until(due, run.State.SubmittedAt), Self, new JobDueAt(run.State.Id, job, Deadline: true));
            }
        }
    }

    private void BecomeDue(Guid batch, int job, bool deadline)
    {
        if (!_runs.TryGetValue(batch, out BatchRun? run) || !run.Alarms.Remove((job, deadline), out IDisposable? timer))
            return;
        timer.Dispose();
        if (!deadline)
        {
            foreach (int ordinal in run.MembersOf(job))
                Offer(run, ordinal);
            Release();
        }
        else if (run.State.Dues[job] == JobDue.Ahead && run.State.Jobs[job] is var tally && tally.Ended < tally.Total && run.Overdue.Add(job))
        {
            JobDefinition definition = run.State.Definition.Jobs[job];
            Record(run, [new JobDeadlinePassed(run.State.Id, definition.Name, definition.Deadline ?? TimeSpan.Zero)]);
        }
    }

    private void EndAll(BatchRun run, IEnumerable<int> ordinals, MemberPhase phase, string? reason)
    {
        List<IBatchEvent> events = [];
        foreach (int ordinal in ordinals)
        {
            MemberState member = run.State.Members[ordinal];
            if (BatchEvolution.IsFinal(member.Phase) || run.Deciding.Contains(ordinal) || !run.Ended.Add(ordinal))
                continue;
            run.Ready.Remove(ordinal);
            Vacate(run, ordinal);
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
