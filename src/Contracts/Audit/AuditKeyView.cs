namespace Orchestrator.Contracts.Audit;

/// <summary>The public half of the node's key.</summary>
/// <param name="Fingerprint"><c>sha256:</c> and the SHA-256 of the key in DER.</param>
public sealed record AuditKeyView(string Fingerprint, string Pem, string File);
