using Orchestrator.Chaos.Jobs;

namespace Orchestrator.Chaos.Checks;

/// <summary>The attempts of one container as the journal has them, against the runs that its payload left behind.</summary>
/// <param name="mayBeKilledBy">Whether somebody sent the signal by which an attempt is said to have ended.</param>
internal sealed class AttemptCheck(History history, Func<Attempt, bool> mayBeKilledBy)
{
    private const int SigKill = 9, EngineError = 125;

    public List<string> Wrong { get; } = [];

    /// <summary>Ends of which nobody knows more than that they came.</summary>
    public int Unknown { get; private set; }

    /// <summary>Launches that went with their launcher before the payload was entered.</summary>
    public int CutLaunches { get; private set; }

    /// <param name="mayLive">The last attempt need not have ended.</param>
    public void Check(string name, IReadOnlyList<Proof> proofs, bool mayLive = false)
    {
        var attempts = history.Attempts(name);
        var before = Wrong.Count;
        var left = proofs.ToList();
        // Those whose start is known first: a start never heard of must not take another attempt's run.
        var runs = attempts.OrderBy(attempt => attempt.StartTicks is null).ToDictionary(attempt => attempt, attempt => Take(left, attempt));
        foreach (var attempt in attempts)
            Check(name, attempt, runs[attempt], mayLive && attempt.Number == attempts.Count);
        foreach (var stranger in left)
            Wrong.Add($"{name}: a run that began at {stranger.StartTicks} belongs to no attempt, or to one that had run already");
        if (Wrong.Count > before)
            Wrong.Add($"    proofs: {string.Join("; ", proofs)}\n{history.Tell(name)}");
    }

    /// <summary>The run of the attempt: by the kernel's start time, or the one left over for a start never heard of.</summary>
    private static Proof? Take(List<Proof> left, Attempt attempt)
    {
        var proof = attempt.StartTicks is { } ticks
            ? left.Find(run => run.StartTicks == ticks)
            : attempt.StartFailed ? null : left.FirstOrDefault();
        if (proof is not null)
            left.Remove(proof);
        return proof;
    }

    private void Check(string name, Attempt attempt, Proof? proof, bool mayLive)
    {
        if (attempt.StartFailed)
        {
            if (proof is not null || attempt.Ends > 0)
                Wrong.Add($"{name}, {attempt}: it is said not to have started, and ran");
            return;
        }
        if (attempt.Ends == 0 && mayLive)
            return;
        if (attempt.Ends != 1)
            Wrong.Add($"{name}, {attempt}: it must end exactly once");
        if (attempt.Unknown)
        {
            if (proof is null)
                CutLaunches++;
            else
                Unknown++;
            if (string.IsNullOrEmpty(attempt.Reason) || attempt.Code is not null || attempt.Signal is not null)
                Wrong.Add($"{name}, {attempt}: an unknown end has a reason and nothing else");
        }
        else if (attempt is { Code: EngineError } && proof is null)
        {
            // A child that could not become its payload, and whose launcher was lost before it heard why.
            CutLaunches++;
        }
        else if (attempt is { Code: { } code, Signal: null })
        {
            if (proof?.End != code)
                Wrong.Add($"{name}, {attempt}: its payload says {proof?.ToString() ?? "nothing"}");
        }
        else if (attempt.Signal == SigKill && proof is null)
        {
            // A child that has not yet become its payload is killed with its launcher.
            CutLaunches++;
        }
        else if (!mayBeKilledBy(attempt))
        {
            Wrong.Add($"{name}, {attempt}: nobody sent that signal");
        }
    }
}
