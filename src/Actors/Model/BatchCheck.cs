using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>What is wrong with a batch definition before anything of it is recorded; null: nothing.</summary>
internal static class BatchCheck
{
    public const int MaxMembers = 100_000;

    public static string? Problem(BatchDefinition batch)
    {
        if (NameRule.Problem("batch", batch.Name) is { } name)
            return name;
        if (batch.Jobs.Count == 0)
            return $"Batch {batch.Name} has no jobs.";
        if (batch.Concurrency is <= 0)
            return $"The concurrency of batch {batch.Name} is {batch.Concurrency}; it must be 1 or more.";
        HashSet<string> names = [];
        long members = 0;
        foreach (JobDefinition job in batch.Jobs)
        {
            if (JobProblem(job) is { } problem)
                return problem;
            if (!names.Add(job.Name))
                return $"Two jobs of batch {batch.Name} are called {job.Name}.";
            members += job.MemberCount();
        }
        if (members > MaxMembers)
            return $"Batch {batch.Name} has {members} members; at most {MaxMembers} are possible. Split it.";
        foreach (JobDefinition job in batch.Jobs)
        {
            if (Before(job).Select(text => LinkProblem(batch, job, text)).FirstOrDefault(found => found is not null) is { } link)
                return link;
        }
        IReadOnlyList<int> circle = JobGraph.Of(batch).Circle();
        return circle.Count == 0
            ? null
            : $"These jobs of batch {batch.Name} wait for each other: {string.Join(", ", circle.Select(job => batch.Jobs[job].Name))}.";
    }

    private static string? LinkProblem(BatchDefinition batch, JobDefinition job, string text)
    {
        if (Dependency.Parse(text) is not { } on)
            return $"Job {job.Name} is to come after {text}; possible are JOB, JOB.{{index}} and JOB.NUMBER.";
        int other = JobIndex.Of(batch, on.Job);
        if (other < 0)
            return $"Job {job.Name} is to come after {on.Job}, which is no job of batch {batch.Name}.";
        int members = batch.Jobs[other].MemberCount();
        if (on.Index >= members)
            return $"Job {job.Name} is to come after {text}, but {on.Job} has {members} members, from 0 to {members - 1}.";
        return on.IsOfMember && job.MemberCount() > members
            ? $"Job {job.Name} has {job.MemberCount()} members, each to come after the one of {on.Job} with its index; that has {members}."
            : null;
    }

    private static string? JobProblem(JobDefinition job)
    {
        if (NameRule.Problem("job", job.Name) is { } problem)
            return problem;
        if (job.Name.Contains('.', StringComparison.Ordinal))
            return $"The job name {job.Name} holds a dot, which parts BATCH.JOB.INDEX.";
        if (job.MemberCount() < 1)
            return $"Job {job.Name} has no members: its count is below 1 or its list is empty.";
        if (job.Priority is < 0 or > 100)
            return $"The priority of job {job.Name} is {job.Priority}; 0 to 100 are possible.";
        if (job.Retries < 0)
            return $"The retries of job {job.Name} are {job.Retries}; 0 or more are possible.";
        if (NameRule.Problem("class", job.ClassName) is { } badClass)
            return badClass;
        if (job.Deadline is { } deadline && deadline <= TimeSpan.Zero)
            return $"The deadline of job {job.Name} must be above 0.";
        if (job.RetryOn is { MemoryFactor: < 1 })
            return $"The memoryFactor of job {job.Name} is {job.RetryOn.MemoryFactor}; 1 or more are possible.";
        if (job.Cron is { } cron && CronTimes.Problem(cron, job.TimeZone) is { } badCron)
            return $"The cron of job {job.Name}: {badCron}";
        return job.Template.Command.Count == 0 ? $"Job {job.Name} has no command." : null;
    }

    private static IEnumerable<string> Before(JobDefinition job) =>
        job.After.Concat(job.AfterOk).Concat(job.AfterFailed).Concat(job.AfterAny);
}
