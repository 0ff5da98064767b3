namespace Orchestrator.Actors.Events;

/// <summary>The oldest records lie in a file now; they leave the journal only after this is durable.</summary>
/// <param name="First">First record of the file.</param>
/// <param name="Through">Last record of the file.</param>
/// <param name="Hash">Hash of the last one, lower-case hex: the chain goes on from it.</param>
/// <param name="File">Name in the archive folder.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="BaseFile">Name of the file with the fleet as it was after <paramref name="Through"/>.</param>
/// <param name="BaseSha256">Of that file, lower-case hex.</param>
public sealed record JournalArchived(
    long First, long Through, string Hash, string File, string Sha256, long Bytes, string BaseFile, string BaseSha256)
    : IJournalEvent;
