using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Batches.Planning;

/// <summary>How long members are likely to run, by what jobs of the same name in batches of the same name took.</summary>
internal sealed class RunTimes
{
    private static readonly TimeSpan Guess = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Batch, string Job), List<TimeSpan>> _seen = [];
    private readonly Dictionary<(string Batch, string Job), TimeSpan> _medians = [];

    public RunTimes(IEnumerable<BatchState> batches)
    {
        foreach (BatchState batch in batches)
        {
            foreach (MemberState member in batch.Members)
            {
                if (member is not { Phase: MemberPhase.Succeeded, Exit.RunTime: { } took })
                    continue;
                (string, string) key = (batch.Definition.Name, batch.Definition.Jobs[member.Job].Name);
                if (!_seen.TryGetValue(key, out List<TimeSpan>? times))
                    _seen[key] = times = [];
                times.Add(took);
            }
        }
    }

    public (TimeSpan Time, RunTimeBasis Basis) Of(BatchDefinition batch, JobDefinition job)
    {
        (string, string) key = (batch.Name, job.Name);
        if (_medians.TryGetValue(key, out TimeSpan known))
            return (known, RunTimeBasis.History);
        if (_seen.TryGetValue(key, out List<TimeSpan>? times))
        {
            times.Sort();
            return (_medians[key] = times[times.Count / 2], RunTimeBasis.History);
        }
        return job.Template.Timeout is { } limit ? (limit, RunTimeBasis.Timeout) : (Guess, RunTimeBasis.Guess);
    }
}
