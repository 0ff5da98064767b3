namespace Orchestrator.Contracts.Audit;

/// <summary>A key that signed checkpoints of a journal.</summary>
/// <param name="Trusted">It is the node's, or one that the caller named.</param>
/// <param name="First">Its first checkpoint.</param>
public sealed record AuditKeyUse(string Fingerprint, bool Trusted, int Checkpoints, long First, long Last);
