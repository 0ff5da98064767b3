namespace Orchestrator.Actors.Archives;

/// <param name="Name">In the archive folder.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record ArchivedFile(string Name, string Sha256, long Bytes);
