namespace Orchestrator.Contracts.Batches.Files;

/// <summary>The graph of after, afterOk, afterFailed and afterAny.</summary>
public static class BatchDependencies
{
    public static IEnumerable<string> Of(BatchJobDefinition job) =>
        job.After.Concat(job.AfterOk).Concat(job.AfterFailed).Concat(job.AfterAny);

    /// <summary>Names along one cycle, the first repeated at the end; null if there is none.</summary>
    public static IReadOnlyList<string>? Cycle(IReadOnlyList<BatchJobDefinition> jobs)
    {
        var byName = jobs.ToDictionary(j => j.Name, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in jobs)
            if (Walk(job.Name, [], byName, done) is { } cycle)
                return cycle;
        return null;
    }

    private static IReadOnlyList<string>? Walk(
        string name, List<string> path, Dictionary<string, BatchJobDefinition> jobs, HashSet<string> done)
    {
        var seen = path.IndexOf(name);
        if (seen >= 0)
            return [.. path[seen..], name];
        if (done.Contains(name) || !jobs.TryGetValue(name, out var job))
            return null;
        path.Add(name);
        foreach (var other in Of(job))
            if (Walk(other, path, jobs, done) is { } cycle)
                return cycle;
        path.RemoveAt(path.Count - 1);
        done.Add(name);
        return null;
    }
}
