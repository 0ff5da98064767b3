using Orchestrator.Chaos.Jobs;

namespace Orchestrator.Chaos.Checks;

/// <summary>
/// What the journal says of each job against what its payload left behind: every run belongs to one attempt, no attempt
/// ran twice, and a status that is claimed to be known is the true one.
/// </summary>
internal sealed class JobCheck(History history, Workload work, IReadOnlySet<ulong> killedByTest)
{
    private const int SigKill = 9;

    public List<string> Wrong { get; } = [];

    public int Runs { get; private set; }

    public int Unknown { get; private set; }

    public int CutLaunches { get; private set; }

    public void Check(PlannedBatch batch)
    {
        foreach (var (kind, count) in batch.Counts)
        {
            var check = new AttemptCheck(history, attempt => TrueSignal(kind, attempt));
            for (var index = 0; index < count; index++)
            {
                var name = $"{batch.Name}.{kind.Name}.{index}";
                var proofs = Proof.Read(work.ProofOf(batch.Name, kind, index));
                Runs += proofs.Count;
                if (history.Attempts(name).Count == 0)
                    Wrong.Add($"{name} was lost: it has no attempt");
                check.Check(name, proofs);
            }
            Wrong.AddRange(check.Wrong);
            Unknown += check.Unknown;
            CutLaunches += check.CutLaunches;
        }
        var ended = history.Events.Count(view => view.Type == "batch-ended" && (view.Container ?? view.Batch) == batch.Name);
        if (ended != 1)
            Wrong.Add($"{batch.Name} ended {ended} times");
    }

    private bool TrueSignal(JobKind kind, Attempt attempt)
    {
        if (kind.Victim && attempt.Signal == SigKill)
            return attempt.TimedOut || (attempt.StartTicks is { } start && killedByTest.Contains(start));
        return attempt.Signal == kind.Signal || (attempt is { TimedOut: true, Signal: SigKill });
    }
}
