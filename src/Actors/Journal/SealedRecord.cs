namespace Orchestrator.Actors.Journal;

/// <summary>A record in its stored form: what the journal plugin is given. Never taken apart on its way to the disk.</summary>
/// <param name="Payload">32 bytes of hash, then the JSON body that the hash covers.</param>
public sealed record SealedRecord(string Manifest, byte[] Payload);
