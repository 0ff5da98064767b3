namespace Orchestrator.Actors.Events;

/// <summary>The engine vouches with its key for the record before this one, and by the chain for all before that.</summary>
/// <param name="Node">Name of the node at that time.</param>
/// <param name="Through">Sequence number of the record before.</param>
/// <param name="Hash">Its hash, lower-case hex.</param>
/// <param name="Key">Ed25519 public key, 32 bytes, base64.</param>
/// <param name="Signature">Over <c>CheckpointText</c>, 64 bytes, base64.</param>
public sealed record AuditCheckpoint(
    string Node, long Through, string Hash, DateTimeOffset Time, string Key, string Signature) : IJournalEvent;
