namespace Orchestrator.Actors.Messages.Archives;

/// <summary>What was moved.</summary>
/// <param name="File">Name in the archive folder; null when no record was old enough.</param>
public sealed record ArchiveView(long First, long Through, string? File, long Bytes);
