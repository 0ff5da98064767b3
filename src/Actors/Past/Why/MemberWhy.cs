using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Why a member of a batch runs, waits, or never will.</summary>
internal static class MemberWhy
{
    /// <summary>For a member that has no container.</summary>
    public static WhyAnswer Of(BatchStory story, MemberState member)
    {
        BatchState batch = story.Batch;
        JobDefinition job = batch.Definition.Jobs[member.Job];
        string name = JobArrays.MemberName(batch.Name, job.Name, member.Index);
        string state = member.Phase.ToString().ToUpperInvariant();
        return new WhyAnswer(
            name, "member", state, story.Seq, Words.Sentences([$"{name} is {state}: {Verdict(batch, member, story.Fleet)}"]),
            BatchWhy.Chain(story, member));
    }

    public static string Verdict(BatchState batch, MemberState member, FleetFreezeState? fleet = null)
    {
        JobDefinition job = batch.Definition.Jobs[member.Job];
        string of = $"member {member.Index} of job {job.Name} in batch {batch.Name}";
        string reason = member.Reason is { } why ? $": {why}" : "";
        return member.Phase switch
        {
            MemberPhase.Queued => $"{of} waits for {WaitsFor(batch, member, fleet)}",
            MemberPhase.Running => $"{of} is at attempt {member.Attempts} of at most {job.Retries + 1}",
            MemberPhase.Retrying =>
                $"attempt {member.Attempts} of {of} failed, and the next one is due{(member.RetryAt is { } due ? $" at {Words.Time(due)}" : "")} "
                + $"({Words.Count(job.Retries + 1 - member.Attempts, "attempt", "attempts")} left)",
            MemberPhase.Succeeded => $"{of} succeeded{(member.Attempts > 1 ? $" at attempt {member.Attempts}" : "")}",
            MemberPhase.Failed => $"{of} failed{reason}{Retries(job, member)}",
            MemberPhase.Skipped => $"{of} never runs{reason}",
            _ => $"{of} was cancelled{reason}",
        };
    }

    private static string WaitsFor(BatchState batch, MemberState member, FleetFreezeState? fleet)
    {
        if (MemberWaits.For(batch, member) is { } known)
            return known;
        if (Batches.Tickets.NotBefore(batch, member.Job) is { } time && batch.Definition.Jobs[member.Job].Cron is not null)
            return $"the time {Words.Time(time)}, the next one of its cron expression";
        if (fleet is not null)
            return "the thaw of the fleet";
        return batch.Definition.Concurrency is { } limit && batch.Tally.Running >= limit
            ? $"a free place: {batch.Tally.Running} run, and the batch lets {limit} run at once"
            : $"its turn: {batch.Tally.Running} of the batch run";
    }

    private static string Retries(JobDefinition job, MemberState member)
    {
        if (member.Attempts == 0)
            return "";
        if (job.Retries == 0)
            return "; the job allows no retries";
        return member.Attempts > job.Retries
            ? $"; {RestartWords.UsedUp(job.Retries)}"
            : "; such a failure is none that retryOn names";
    }
}
