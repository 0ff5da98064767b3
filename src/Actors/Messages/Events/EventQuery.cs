namespace Orchestrator.Actors.Messages.Events;

/// <param name="AfterSeq">Records after this one; 0 from the beginning, null: from now on.</param>
/// <param name="ThroughSeq">Last one that is wanted.</param>
/// <param name="Container">Name or id; also finds containers that were removed long ago.</param>
/// <param name="Types">Event types without version; null: all.</param>
public sealed record EventQuery(
    long? AfterSeq = null, long? ThroughSeq = null, string? Container = null, string? Batch = null,
    IReadOnlyCollection<string>? Types = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
