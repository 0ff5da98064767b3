using System.Runtime.CompilerServices;
using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>The dependencies of a batch, taken apart once for all states that share the definition.</summary>
internal sealed class JobGraph
{
    private static readonly ConditionalWeakTable<BatchDefinition, JobGraph> Known = [];

    private readonly JobLinks[] _links;
    private readonly List<int>[] _followers;

    private JobGraph(BatchDefinition batch)
    {
        _links = [.. batch.Jobs.Select(job => new JobLinks(
            Links(job.After), Links(job.AfterOk), Links(job.AfterFailed), Links(job.AfterAny)))];
        _followers = new List<int>[_links.Length];
        for (int job = 0; job < _links.Length; job++)
            _followers[job] = [];
        for (int job = 0; job < _links.Length; job++)
        {
            foreach (int before in _links[job].All.Select(link => link.Job).Distinct())
                _followers[before].Add(job);
        }

        JobLink[] Links(IReadOnlyList<string> texts) =>
            [.. texts.Select(Dependency.Parse).OfType<Dependency>().Select(on => new JobLink(JobIndex.Of(batch, on.Job), on.Index)).Where(link => link.Job >= 0)];
    }

    public static JobGraph Of(BatchDefinition batch) => Known.GetValue(batch, definition => new JobGraph(definition));

    public JobLinks this[int job] => _links[job];

    /// <summary>Jobs that come after that one.</summary>
    public IReadOnlyList<int> Followers(int job) => _followers[job];

    /// <summary>Jobs that wait for each other; empty if none do.</summary>
    public IReadOnlyList<int> Circle()
    {
        int[] open = [.. _links.Select(links => links.All.Select(link => link.Job).Distinct().Count())];
        Queue<int> free = new(Enumerable.Range(0, open.Length).Where(job => open[job] == 0));
        int done = 0;
        while (free.TryDequeue(out int job))
        {
            done++;
            foreach (int follower in _followers[job])
            {
                if (--open[follower] == 0)
                    free.Enqueue(follower);
            }
        }
        return done == open.Length ? [] : [.. Enumerable.Range(0, open.Length).Where(job => open[job] > 0)];
    }
}
