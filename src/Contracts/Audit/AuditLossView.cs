namespace Orchestrator.Contracts.Audit;

/// <summary>What an operator accepted as lost.</summary>
/// <param name="Seq">The record that was the last one; null when that was not known either.</param>
public sealed record AuditLossView(long? Seq, string? Hash);
