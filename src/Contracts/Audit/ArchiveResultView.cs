namespace Orchestrator.Contracts.Audit;

/// <summary>What was moved.</summary>
/// <param name="File">Null when no record was old enough.</param>
public sealed record ArchiveResultView(long First, long Through, string? File, long Bytes);
