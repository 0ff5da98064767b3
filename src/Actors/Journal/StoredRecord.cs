namespace Orchestrator.Actors.Journal;

/// <summary>One row of the journal as it is stored.</summary>
/// <param name="Payload">32 bytes of hash, then the JSON body that the hash covers.</param>
public readonly record struct StoredRecord(long Seq, string Manifest, ReadOnlyMemory<byte> Payload);
