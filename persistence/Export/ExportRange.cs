namespace Orchestrator.Persistence.Export;

/// <summary>
/// Which records: a range without gaps. A time stands for a place in the sequence, which does not go back when the clock
/// does: <paramref name="Since"/> for the first record from then on, <paramref name="Until"/> for the last before the first
/// later one.
/// </summary>
public sealed record ExportRange(
    long? FirstSeq = null, long? LastSeq = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
