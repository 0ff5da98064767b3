using System.Collections.Immutable;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>
/// Folds the events of a batch, and those of its containers, which tell when a member runs and how an attempt ended.
/// </summary>
internal static class BatchEvolution
{
    public static BatchState Submit(JournalRecord record, BatchSubmitted e)
    {
        ImmutableList<MemberState>.Builder members = ImmutableList.CreateBuilder<MemberState>();
        ImmutableArray<int>.Builder offsets = ImmutableArray.CreateBuilder<int>();
        ImmutableList<Tally>.Builder jobs = ImmutableList.CreateBuilder<Tally>();
        for (int job = 0; job < e.Definition.Jobs.Count; job++)
        {
            int count = e.Definition.Jobs[job].MemberCount();
            offsets.Add(members.Count);
            jobs.Add(new Tally { Queued = count });
            for (int index = 0; index < count; index++)
                members.Add(new MemberState(job, index));
        }
        return new BatchState
        {
            Id = e.BatchId,
            Name = e.Name,
            Definition = e.Definition,
            Owner = record.Caller,
            SubmittedAt = record.Time,
            SubmittedSeq = record.Seq,
            Members = members.ToImmutable(),
            Offsets = offsets.ToImmutable(),
            Jobs = jobs.ToImmutable(),
            Tally = new Tally { Queued = members.Count },
            Key = e.Key ?? KeyOf(record.Cause),
            Schedule = e.Schedule,
            Holds = [.. e.Definition.Jobs.Where(job => job.Hold).Select(job => job.Name).Order(StringComparer.Ordinal)],
            Dues = [.. e.Definition.Jobs.Select(_ => JobDue.Ahead)],
        };
    }

    /// <summary>Records of the first version have the key behind their cause.</summary>
    private static string? KeyOf(string cause)
    {
        const string Submission = "POST /v1/batches ";
        return cause.StartsWith(Submission, StringComparison.Ordinal) ? cause[Submission.Length..] : null;
    }

    public static BatchState Evolve(BatchState state, JournalRecord record) => record.Event switch
    {
        BatchCancelRequested => state with { Cancelling = true },
        BatchEnded e => state with { Phase = e.State, FinishedAt = record.Time },
        BatchHeld e => state with { Holds = Held(state.Holds, BatchState.HoldName(e.Job, e.Index)) },
        BatchReleased e => state with { Holds = Released(state.Holds, BatchState.HoldName(e.Job, e.Index)) },
        JobDeadlinePassed e when state.JobOrdinal(e.Job) is >= 0 and int job => state with { Dues = state.Dues.SetItem(job, JobDue.Passed) },
        JobRequeued e => Requeued(state, state.Ordinal(e.Job, e.Index)),
        JobRetryScheduled e => Change(state, state.Ordinal(e.Job, e.Index), member => member with
        {
            Phase = MemberPhase.Retrying,
            RetryAt = record.Time + e.Delay,
            MemoryBytes = e.MemoryBytes ?? member.MemoryBytes,
            Forgiven = member.Requeued ? member.Attempts : member.Forgiven,
            Requeued = false,
            Undecided = false,
        }),
        JobEnded e => Change(state, state.Ordinal(e.Job, e.Index), member => member with
        {
            Phase = e.State,
            Reason = e.Reason,
            RetryAt = null,
            Requeued = false,
            Undecided = false,
        }),
        _ => state,
    };

    /// <param name="after">The container once the event is applied; null when it was removed.</param>
    public static BatchState Evolve(BatchState state, JobRef job, ContainerState? after, JournalRecord record)
    {
        int ordinal = state.Ordinal(job.Job, job.Index);
        return record.Event switch
        {
            ContainerCreated => Change(state, ordinal, member => member with { ContainerId = record.ContainerId }),
            ContainerStartRequested e => Started(state, ordinal, e, record),
            ContainerStartFailed when after is not null => Change(state, ordinal, member => member with
            {
                Undecided = true,
                StartFailed = true,
                Dismissed = after.Dismissed,
                Exit = after.Exit,
            }),
            ContainerExited when after is not null => Change(state, ordinal, member => member with
            {
                Undecided = true,
                Dismissed = after.Dismissed,
                Exit = after.Exit,
            }),
            ContainerRemoved => Change(state, ordinal, member => member with
            {
                ContainerId = null,
                Dismissed = true,
                Undecided = member.Phase is MemberPhase.Running or MemberPhase.Retrying,
            }),
            _ => state,
        };
    }

    private static BatchState Started(BatchState state, int ordinal, ContainerStartRequested e, JournalRecord record)
    {
        BatchState next = Change(state, ordinal, member => member with
        {
            // Somebody may start an ended member's container again by hand: that changes nothing for the batch.
            Phase = IsFinal(member.Phase) ? member.Phase : MemberPhase.Running,
            Attempts = e.Attempt,
            RetryAt = null,
            Undecided = false,
            StartFailed = false,
            Dismissed = false,
            Exit = IsFinal(member.Phase) ? member.Exit : null,
        });
        return next.Phase == BatchPhase.Queued
            ? next with { Phase = BatchPhase.Running, StartedAt = record.Time }
            : next;
    }

    private static BatchState Requeued(BatchState state, int ordinal)
    {
        if (ordinal < 0 || ordinal >= state.Members.Count)
            return state;
        MemberState member = state.Members[ordinal];
        if (member.Phase == MemberPhase.Running)
            return Change(state, ordinal, running => running with { Requeued = true });
        if (!IsFinal(member.Phase))
            return state;
        BatchState next = Change(state, ordinal, ended => ended with
        {
            Phase = MemberPhase.Queued,
            Exit = null,
            Reason = null,
            Dismissed = false,
            StartFailed = false,
            Forgiven = ended.Attempts,
        });
        return next with
        {
            Phase = state.StartedAt is null ? BatchPhase.Queued : BatchPhase.Running,
            FinishedAt = null,
            Cancelling = false,
            Dues = state.Dues[member.Job] == JobDue.Passed ? state.Dues.SetItem(member.Job, JobDue.Lifted) : state.Dues,
        };
    }

    private static ImmutableArray<string> Held(ImmutableArray<string> holds, string name) =>
        holds.Contains(name) ? holds : [.. holds.Add(name).Order(StringComparer.Ordinal)];

    /// <summary>With what is released all goes that was held within it.</summary>
    private static ImmutableArray<string> Released(ImmutableArray<string> holds, string name) =>
        name.Length == 0 ? [] : [.. holds.Where(hold => hold != name && !hold.StartsWith(name + ".", StringComparison.Ordinal))];

    public static bool IsFinal(MemberPhase phase) =>
        phase is MemberPhase.Succeeded or MemberPhase.Failed or MemberPhase.Cancelled or MemberPhase.Skipped;

    private static BatchState Change(BatchState state, int ordinal, Func<MemberState, MemberState> change)
    {
        if (ordinal < 0 || ordinal >= state.Members.Count)
            return state;
        MemberState before = state.Members[ordinal];
        MemberState after = change(before);
        if (IsFinal(after.Phase))
            after = after with { Undecided = false };
        BatchState next = state with { Members = state.Members.SetItem(ordinal, after) };
        if (before.Phase == after.Phase)
            return next;
        return next with
        {
            Tally = state.Tally.Moved(before.Phase, after.Phase),
            Jobs = state.Jobs.SetItem(before.Job, state.Jobs[before.Job].Moved(before.Phase, after.Phase)),
        };
    }
}
