namespace Orchestrator.Actors.Messages.Events;

/// <param name="Records">Number of records that are sound, from the first one on.</param>
/// <param name="BadSeq">First sequence number that is missing, doubled or changed; null when all is sound.</param>
/// <param name="Hash">Hash of the last sound record.</param>
public sealed record AuditVerdict(long Records, long? BadSeq, string? Problem, string Hash);
