namespace Orchestrator.Persistence.Audit;

/// <summary>The first thing that is wrong.</summary>
/// <param name="Seq">First record that was changed, removed, inserted or moved.</param>
public sealed record AuditFinding(long Seq, string Problem);
