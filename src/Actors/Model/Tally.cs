using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>Members of a job, or of a batch, by phase.</summary>
internal readonly record struct Tally(
    int Queued, int Running, int Retrying, int Succeeded, int Failed, int Cancelled, int Skipped)
{
    public int Total => Queued + Running + Retrying + Ended;

    public int Ended => Succeeded + Failed + Cancelled + Skipped;

    /// <summary>Of one member.</summary>
    public static Tally Of(MemberPhase phase) => default(Tally).Add(phase, 1);

    public Tally Moved(MemberPhase from, MemberPhase to) => Add(from, -1).Add(to, 1);

    public BatchCounts ToCounts() =>
        new(Total, Queued, Running, Retrying, Succeeded, Failed, Cancelled, Skipped);

    private Tally Add(MemberPhase phase, int by) => phase switch
    {
        MemberPhase.Queued => this with { Queued = Queued + by },
        MemberPhase.Running => this with { Running = Running + by },
        MemberPhase.Retrying => this with { Retrying = Retrying + by },
        MemberPhase.Succeeded => this with { Succeeded = Succeeded + by },
        MemberPhase.Failed => this with { Failed = Failed + by },
        MemberPhase.Cancelled => this with { Cancelled = Cancelled + by },
        _ => this with { Skipped = Skipped + by },
    };
}
