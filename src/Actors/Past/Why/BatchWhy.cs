using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Why a batch is in its state.</summary>
internal static class BatchWhy
{
    private const int MostNamed = 5;
    private const int MostLines = 50;

    public static WhyAnswer Of(BatchStory story)
    {
        BatchState batch = story.Batch;
        string state = batch is { Cancelling: true, Ended: false } ? "CANCELLING" : batch.Phase.ToString().ToUpperInvariant();
        List<string> parts = [$"{batch.Name} is {state}: {Why(story)}"];
        parts.AddRange(Failures(batch));
        if (!batch.Ended)
            parts.AddRange(Waiting(batch, story.Fleet));
        return new WhyAnswer(
            batch.Name, "batch", state, story.Seq, Words.Sentences(parts), Chain(story, null));
    }

    /// <param name="member">Only what concerns it, and the batch as a whole.</param>
    public static IReadOnlyList<WhyLine> Chain(BatchStory story, MemberState? member)
    {
        string? job = member is null ? null : story.Batch.Definition.Jobs[member.Job].Name;
        List<WhyLine> lines =
        [
            .. story.Records.Where(record => Concerns(record, job, member?.Index))
                .Select(record => (Record: record, Text: Text(record)))
                .Where(pair => pair.Text is not null)
                .Select(pair => new WhyLine(pair.Record.Seq, pair.Record.Time, pair.Text!)),
        ];
        // The beginning and the end tell the most.
        if (lines.Count > MostLines)
            lines.RemoveRange(MostLines / 2, lines.Count - MostLines);
        return lines;
    }

    private static bool Concerns(JournalRecord record, string? job, int? index) => record.Event switch
    {
        JobEnded e => job is null ? e.State != MemberPhase.Succeeded : e.Job == job && e.Index == index,
        JobRequeued e => job is null || (e.Job == job && e.Index == index),
        JobReserved e => job is null || (e.Job == job && e.Index == index),
        JobDeadlinePassed e => job is null || e.Job == job,
        BatchHeld e => job is null || e.Job is null || (e.Job == job && (e.Index is null || e.Index == index)),
        BatchReleased e => job is null || e.Job is null || (e.Job == job && (e.Index is null || e.Index == index)),
        JobRetryScheduled e => job is null || (e.Job == job && e.Index == index),
        _ => true,
    };

    private static string Why(BatchStory story)
    {
        BatchState batch = story.Batch;
        Tally tally = batch.Tally;
        JournalRecord? cancel = story.Records.LastOrDefault(record => record.Event is BatchCancelRequested);
        if (cancel is not null)
        {
            return $"{Words.Who(cancel.Caller)} cancelled it at {Words.Time(cancel.Time)}; "
                + $"{tally.Succeeded} of {tally.Total} members had succeeded or did so still";
        }
        return batch.Phase switch
        {
            BatchPhase.Queued => "none of its members has been started yet",
            BatchPhase.Running => $"{tally.Ended} of {tally.Total} members have ended, {tally.Running} run, {tally.Queued + tally.Retrying} wait",
            BatchPhase.Succeeded => tally.Skipped == 0
                ? $"all {tally.Total} members succeeded"
                : $"{tally.Succeeded} members succeeded and {tally.Skipped} were not needed",
            _ => $"{tally.Failed} of {tally.Total} members failed and {tally.Cancelled} were cancelled",
        };
    }

    private static IEnumerable<string> Failures(BatchState batch)
    {
        MemberState[] failed = [.. batch.Members.Where(member => member.Phase == MemberPhase.Failed)];
        if (failed.Length > 0)
        {
            string names = string.Join(", ", failed.Take(MostNamed).Select(member =>
                $"{batch.Definition.Jobs[member.Job].Name}.{member.Index} ({member.Reason ?? "no reason is known"})"));
            yield return $"failed: {names}{(failed.Length > MostNamed ? $" and {failed.Length - MostNamed} more" : "")}";
        }
        for (int job = 0; job < batch.Jobs.Count; job++)
        {
            if (batch.Jobs[job].Skipped == 0)
                continue;
            string? reason = batch.Members.First(member => member.Job == job && member.Phase == MemberPhase.Skipped).Reason;
            yield return $"job {batch.Definition.Jobs[job].Name} never ran{(reason is null ? "" : $": {reason}")}";
        }
    }

    private static IEnumerable<string> Waiting(BatchState batch, FleetFreezeState? fleet)
    {
        if (fleet is not null)
            yield return "nothing is started while the fleet is frozen";
        if (batch.Holds.Contains(""))
            yield return "the whole batch is held";
        for (int job = 0; job < batch.Jobs.Count; job++)
        {
            if (batch.Holds.Contains(batch.Definition.Jobs[job].Name))
                yield return $"job {batch.Definition.Jobs[job].Name} is held";
            else if (batch.Jobs[job].Queued > 0 && JobReadiness.Of(batch, job) is { Kind: ReadinessKind.Waiting, Reason: { } reason })
                yield return $"job {batch.Definition.Jobs[job].Name} waits for {reason}";
        }
    }

    private static string? Text(JournalRecord record) => record.Event switch
    {
        BatchSubmitted => $"{Words.Who(record.Caller)} submitted it",
        BatchCancelRequested => $"{Words.Who(record.Caller)} cancelled it",
        BatchHeld e => $"{Words.Who(record.Caller)} held {Part(e.Job, e.Index)}",
        BatchReleased e => $"{Words.Who(record.Caller)} released {Part(e.Job, e.Index)}",
        JobRequeued e => $"{Words.Who(record.Caller)} put {e.Job}.{e.Index} back into the queue",
        JobReserved e => $"room is kept for {e.Job}.{e.Index}, which waits for {e.WaitsFor}",
        JobDeadlinePassed e => $"the deadline of job {e.Job} passed, {Words.Span(e.Deadline)} after the submission",
        JobRetryScheduled { MemoryBytes: { } memory } e =>
            $"{e.Job}.{e.Index} ran out of memory and is tried again with {Words.Bytes(memory)} in {Words.Span(e.Delay)} (attempt {e.Attempt})",
        JobRetryScheduled e => $"{e.Job}.{e.Index} failed and is tried again in {Words.Span(e.Delay)} (attempt {e.Attempt})",
        JobEnded e => $"{e.Job}.{e.Index} {e.State.ToString().ToLowerInvariant()}{(e.Reason is { } reason ? $": {reason}" : "")}",
        BatchEnded e => $"it ended: {e.State.ToString().ToLowerInvariant()}",
        _ => null,
    };

    private static string Part(string? job, int? index) => job is null ? "it" : index is null ? $"job {job}" : $"{job}.{index}";
}
