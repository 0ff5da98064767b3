namespace Orchestrator.Contracts.Audit;

/// <summary>A file with records that left the journal.</summary>
/// <param name="There">False: it was taken away, and the chain goes on from what the journal recorded about it.</param>
public sealed record AuditArchiveView(string File, long First, long Through, bool There);
