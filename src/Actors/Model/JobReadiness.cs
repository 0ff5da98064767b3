using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>Whether a job may run, by what it comes after.</summary>
internal static class JobReadiness
{
    private static readonly Readiness Ready = new(ReadinessKind.Ready, null);

    public static Readiness Of(BatchState batch, int ordinal)
    {
        JobDefinition job = batch.Definition.Jobs[ordinal];
        foreach (string name in job.AfterOk)
        {
            Tally tally = TallyOf(batch, name);
            if (tally.Failed + tally.Cancelled + tally.Skipped > 0)
                return Never($"not every member of {name} succeeded");
            if (tally.Ended < tally.Total)
                return Waits($"the success of {name}");
        }
        foreach (string name in job.AfterFailed)
        {
            Tally tally = TallyOf(batch, name);
            if (tally.Ended < tally.Total)
                return Waits($"a failure of {name}");
            if (tally.Failed == 0)
                return Never($"no member of {name} failed");
        }
        foreach (string name in job.After)
        {
            Tally tally = TallyOf(batch, name);
            if (tally.Ended < tally.Total)
                return Waits($"the end of {name}");
        }
        if (job.AfterAny.Count > 0 && !job.AfterAny.Any(name => TallyOf(batch, name) is var t && t.Ended == t.Total))
            return Waits($"the end of one of {string.Join(", ", job.AfterAny)}");
        return Ready;
    }

    private static Tally TallyOf(BatchState batch, string job) => batch.Jobs[batch.JobOrdinal(job)];

    private static Readiness Never(string why) => new(ReadinessKind.Never, why);

    private static Readiness Waits(string what) => new(ReadinessKind.Waiting, what);
}
