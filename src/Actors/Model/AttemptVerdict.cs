using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>What the end of an attempt means for its job: success, another attempt, or the end.</summary>
internal static class AttemptVerdict
{
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    public static IBatchEvent Of(BatchState batch, MemberState member)
    {
        JobDefinition job = batch.Definition.Jobs[member.Job];
        if (member.Exit is { Success: true })
            return End(MemberPhase.Succeeded, null);
        if (batch.Cancelling)
            return End(MemberPhase.Cancelled, "the batch was cancelled");
        if (batch.Dues[member.Job] == JobDue.Passed)
            return End(MemberPhase.Failed, DeadlineReason(job));
        if (member.Requeued)
            return new JobRetryScheduled(batch.Id, job.Name, member.Index, member.Attempts + 1, TimeSpan.Zero);
        if (member.Dismissed)
            return End(MemberPhase.Cancelled, "its container was stopped or removed by hand");
        int attempts = member.Attempts - member.Forgiven;
        if (attempts <= job.Retries && WorthRetry(job.RetryOn, member))
        {
            return new JobRetryScheduled(
                batch.Id, job.Name, member.Index, member.Attempts + 1, Delay(job, attempts), MoreMemory(job, member));
        }
        return End(MemberPhase.Failed, Reason(job, member));

        JobEnded End(MemberPhase phase, string? reason) => new(batch.Id, job.Name, member.Index, phase, reason);
    }

    public static string DeadlineReason(JobDefinition job) =>
        $"its deadline passed: {Past.Why.Words.Span(job.Deadline ?? TimeSpan.Zero)} after the submission";

    /// <summary>No retry waits longer, whatever was done to the wall clock since it was scheduled.</summary>
    public static TimeSpan Longest(JobDefinition job) => job.LongestBackoff ?? LongestBackoff;

    private static long? MoreMemory(JobDefinition job, MemberState member)
    {
        if (member.Exit is not { Oom: true } || job.RetryOn is not { Oom: true, MemoryFactor: { } factor } on
            || (member.MemoryBytes ?? job.Template.Resources.MemoryBytes) is not { } limit)
            return null;
        long more = (long)Math.Min(limit * factor, long.MaxValue / 2);
        return Math.Max(limit, on.MemoryMax is { } most ? Math.Min(more, most) : more);
    }

    private static bool WorthRetry(RetryOn? on, MemberState member)
    {
        if (on is null)
            return true;
        if (member.StartFailed)
            return on.StartFailure;
        if (member.Exit is not { } exit)
            return on.Unknown;
        return (exit.Oom && on.Oom)
            || (exit.TimedOut && on.Timeout)
            || (exit.Unknown && on.Unknown)
            || (exit.Code is { } code && on.Codes.Contains(code))
            || (exit is { Signal: { } signal, Oom: false, TimedOut: false } && on.Signals.Contains(signal));
    }

    private static TimeSpan Delay(JobDefinition job, int attempts)
    {
        double factor = Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        return TimeSpan.FromTicks((long)Math.Min(Longest(job).Ticks, Math.Max(0, job.Backoff.Ticks) * factor));
    }

    private static string Reason(JobDefinition job, MemberState member)
    {
        string what = member.Exit switch
        {
            null => "its end is not known",
            { TimedOut: true } => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"ran longer than {job.Template.Timeout?.TotalSeconds:0.###} s"),
            { Oom: true } exit => $"out of memory (limit of the {exit.OomLevel ?? "container"})",
            { Unknown: true } exit => $"its end is not known: {exit.Reason}",
            { Reason: { } reason } => reason,
            { Signal: { } signal } => $"ended by signal {signal}",
            { } exit => $"exit code {exit.Code}",
        };
        return member.Attempts > 1 ? $"{what}, attempt {member.Attempts}" : what;
    }
}
