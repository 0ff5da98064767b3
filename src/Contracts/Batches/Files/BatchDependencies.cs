using System.Globalization;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>
/// The graph of after, afterOk, afterFailed and afterAny. A dependency is a job (<c>sum</c>), the member with the same
/// index (<c>sum.{index}</c>) or one of its members (<c>sum.3</c>).
/// </summary>
public static class BatchDependencies
{
    private const string SameIndex = "{index}";

    public static IEnumerable<string> Of(BatchJobDefinition job) =>
        job.After.Concat(job.AfterOk).Concat(job.AfterFailed).Concat(job.AfterAny);

    /// <summary>The job that a dependency names.</summary>
    public static string JobOf(string dependency) =>
        dependency.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dependency[..dot] : dependency;

    /// <summary>What is wrong with one; null: nothing.</summary>
    public static string? Problem(BatchJobDefinition job, string dependency, IReadOnlyDictionary<string, BatchJobDefinition> jobs)
    {
        var name = JobOf(dependency);
        if (name == job.Name)
            return $"job '{job.Name}' waits for itself";
        if (!jobs.TryGetValue(name, out var other))
            return $"job '{job.Name}' waits for '{name}', which is no job of this batch";
        if (name.Length == dependency.Length)
            return null;
        var index = dependency[(name.Length + 1)..];
        if (index == SameIndex)
            return job.MemberCount > other.MemberCount
                ? $"each of the {job.MemberCount} members of '{job.Name}' waits for the one of '{name}' with its index, and that has only {other.MemberCount}"
                : null;
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return $"'{dependency}' is no dependency: give a job, 'JOB.{{index}}' or 'JOB.3'";
        return number >= other.MemberCount
            ? $"job '{job.Name}' waits for '{dependency}', but the members of '{name}' are 0 to {other.MemberCount - 1}"
            : null;
    }

    /// <summary>Names along one cycle, the first repeated at the end; null if there is none.</summary>
    public static IReadOnlyList<string>? Cycle(IReadOnlyList<BatchJobDefinition> jobs)
    {
        var byName = jobs.ToDictionary(j => j.Name, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in jobs)
            if (Walk(job.Name, byName, done) is { } cycle)
                return cycle;
        return null;
    }

    // Not by recursion: a chain may be as long as a batch, and the stack is not.
    private static List<string>? Walk(string start, Dictionary<string, BatchJobDefinition> jobs, HashSet<string> done)
    {
        var path = new List<string>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new Stack<IEnumerator<string>>();
        if (!Enter(start))
            return null;
        while (open.TryPeek(out var next))
        {
            if (!next.MoveNext())
            {
                open.Pop();
                done.Add(path[^1]);
                places.Remove(path[^1]);
                path.RemoveAt(path.Count - 1);
            }
            else if (places.TryGetValue(next.Current, out var seen))
                return [.. path[seen..], next.Current];
            else
                Enter(next.Current);
        }
        return null;

        bool Enter(string name)
        {
            if (done.Contains(name) || !jobs.TryGetValue(name, out var job))
                return false;
            places[name] = path.Count;
            path.Add(name);
            open.Push(Of(job).Select(JobOf).GetEnumerator());
            return true;
        }
    }
}
