using Orchestrator.Actors.Audit;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Export;

/// <summary>Whose journal it is.</summary>
/// <param name="Signer">Signs the end of the export; null: nobody does.</param>
public sealed record ExportOrigin(string Node, string Store, AuditPublicKey? Key, IAuditSigner? Signer);
