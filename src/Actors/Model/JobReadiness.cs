using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>Whether a job or one of its members may run, by what it comes after.</summary>
internal static class JobReadiness
{
    private static readonly Readiness Ready = new(ReadinessKind.Ready, null);

    /// <summary>Of all its members alike; what only one of them waits for is not asked.</summary>
    public static Readiness Of(BatchState batch, int job) => Of(batch, job, null);

    /// <summary>Of one member.</summary>
    public static Readiness Of(BatchState batch, MemberState member) => Of(batch, member.Job, member.Index);

    private static Readiness Of(BatchState batch, int job, int? index)
    {
        JobLinks links = JobGraph.Of(batch.Definition)[job];
        foreach (JobLink link in links.AfterOk)
        {
            if (Look(batch, link, index) is not { } tally)
                continue;
            if (tally.Failed + tally.Cancelled + tally.Skipped > 0)
                return Never(link.Index == Dependency.All ? $"not every member of {Name(batch, link, index)} succeeded" : $"{Name(batch, link, index)} did not succeed");
            if (tally.Ended < tally.Total)
                return Waits($"the success of {Name(batch, link, index)}");
        }
        foreach (JobLink link in links.AfterFailed)
        {
            if (Look(batch, link, index) is not { } tally)
                continue;
            if (tally.Ended < tally.Total)
                return Waits($"a failure of {Name(batch, link, index)}");
            if (tally.Failed == 0)
                return Never(link.Index == Dependency.All ? $"no member of {Name(batch, link, index)} failed" : $"{Name(batch, link, index)} did not fail");
        }
        foreach (JobLink link in links.After)
        {
            if (Look(batch, link, index) is { } tally && tally.Ended < tally.Total)
                return Waits($"the end of {Name(batch, link, index)}");
        }
        return AnyEnded(batch, links.AfterAny, index)
            ? Ready
            : Waits($"the end of one of {string.Join(", ", links.AfterAny.Select(link => Name(batch, link, index)))}");
    }

    private static bool AnyEnded(BatchState batch, IReadOnlyList<JobLink> links, int? index)
    {
        if (links.Count == 0)
            return true;
        foreach (JobLink link in links)
        {
            // For a whole job it stays open whether one of its members may run.
            if (Look(batch, link, index) is not { } tally || tally.Ended == tally.Total)
                return true;
        }
        return false;
    }

    /// <summary>How the members stand that the link means; null if that is for each member to ask.</summary>
    private static Tally? Look(BatchState batch, JobLink link, int? index) => link.Index switch
    {
        Dependency.All => batch.Jobs[link.Job],
        Dependency.Same when index is null => null,
        Dependency.Same => Tally.Of(batch.Members[batch.Offsets[link.Job] + index.Value].Phase),
        _ => Tally.Of(batch.Members[batch.Offsets[link.Job] + link.Index].Phase),
    };

    private static string Name(BatchState batch, JobLink link, int? index)
    {
        string job = batch.Definition.Jobs[link.Job].Name;
        return link.Index switch
        {
            Dependency.All => job,
            Dependency.Same => $"{job}.{index}",
            _ => $"{job}.{link.Index}",
        };
    }

    private static Readiness Never(string why) => new(ReadinessKind.Never, why);

    private static Readiness Waits(string what) => new(ReadinessKind.Waiting, what);
}
