namespace Orchestrator.Actors.Audit;

/// <summary>
/// Remembers the journal's last record outside of the journal: a chain alone does not show that its end was cut off.
/// </summary>
public interface IHeadWitness
{
    /// <summary>A group of records has become durable. Called for each, so it must be cheap and may not throw.</summary>
    void Advance(long seq, ReadOnlySpan<byte> hash);

    /// <summary>What is to be recorded about a witness that was lost; null if none was.</summary>
    Events.HeadWitnessReset? Reset { get; }

    /// <summary>That is recorded.</summary>
    void ResetRecorded();
}
