namespace Orchestrator.Contracts.Audit;

/// <summary>Which records are to be moved to a file: those before a number, or before a time.</summary>
public sealed record ArchiveRequest(long? BeforeSeq, DateTimeOffset? BeforeTime);
