namespace Orchestrator.Actors.Archives;

/// <summary>The fleet as it was after a record; to be believed only once the journal confirms its hash.</summary>
public sealed record ArchivedBase(long Through, string Sha256, ReadOnlyMemory<byte> Content);
