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
            if (Before(job).FirstOrDefault(other => !names.Contains(other)) is { } unknown)
                return $"Job {job.Name} is to come after {unknown}, which is no job of batch {batch.Name}.";
        }
        return Circle(batch);
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
        return job.Template.Command.Count == 0 ? $"Job {job.Name} has no command." : null;
    }

    private static IEnumerable<string> Before(JobDefinition job) =>
        job.After.Concat(job.AfterOk).Concat(job.AfterFailed).Concat(job.AfterAny);

    private static string? Circle(BatchDefinition batch)
    {
        Dictionary<string, List<string>> open = batch.Jobs.ToDictionary(job => job.Name, job => Before(job).ToList());
        while (open.FirstOrDefault(pair => pair.Value.All(name => !open.ContainsKey(name))) is { Key: { } free })
            open.Remove(free);
        return open.Count == 0
            ? null
            : $"These jobs of batch {batch.Name} wait for each other: {string.Join(", ", open.Keys)}.";
    }
}
