namespace Orchestrator.Actors.Journal;

/// <summary>Records that are asked for are not in the journal any more.</summary>
public sealed class HistoryGapException(long after, long first) : Exception(
    $"The journal begins with record {first}: the records from {after + 1} to {first - 1} are not in it any more.")
{
    /// <summary>The first record that there is after the gap.</summary>
    public long First { get; } = first;
}
