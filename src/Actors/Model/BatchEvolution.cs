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
        ImmutableArray<Tally>.Builder jobs = ImmutableArray.CreateBuilder<Tally>();
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
        };
    }

    public static BatchState Evolve(BatchState state, JournalRecord record) => record.Event switch
    {
        BatchCancelRequested => state with { Cancelling = true },
        BatchEnded e => state with { Phase = e.State, FinishedAt = record.Time },
        JobRetryScheduled e => Change(state, state.Ordinal(e.Job, e.Index), member => member with
        {
            Phase = MemberPhase.Retrying,
            RetryAt = record.Time + e.Delay,
            Undecided = false,
        }),
        JobEnded e => Change(state, state.Ordinal(e.Job, e.Index), member => member with
        {
            Phase = e.State,
            Reason = e.Reason,
            RetryAt = null,
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
            Exit = IsFinal(member.Phase) ? member.Exit : null,
        });
        return next.Phase == BatchPhase.Queued
            ? next with { Phase = BatchPhase.Running, StartedAt = record.Time }
            : next;
    }

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
