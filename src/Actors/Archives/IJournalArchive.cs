namespace Orchestrator.Actors.Archives;

/// <summary>Where records go that leave the journal.</summary>
public interface IJournalArchive
{
    /// <summary>The oldest record that still lies in the journal itself; null when it is empty.</summary>
    Task<long?> FirstInJournalAsync(CancellationToken cancel);

    /// <summary>Whether a file holds that record, finished or not.</summary>
    bool MayHold(long seq);

    /// <summary>Writes the records to a file, syncs it, reads it again and verifies it.</summary>
    /// <param name="hashBefore">Hash of the record before the first.</param>
    /// <exception cref="InvalidDataException">The records are not sound; no file was made.</exception>
    /// <exception cref="IOException">The disk is full or broken; no file was made.</exception>
    Task<ArchivedFile> WriteAsync(long first, long through, byte[] hashBefore, CancellationToken cancel);

    /// <summary>Keeps the fleet as it was after a record, for when the archives before it are taken away.</summary>
    ArchivedFile WriteBase(long through, ReadOnlySpan<byte> content);

    /// <summary>The newest one that reaches the journal's oldest record; null when there is none.</summary>
    ArchivedBase? ReadBase(long firstInJournal);

    /// <summary>Takes records out of the journal that lie in a file, which is recorded.</summary>
    Task RemoveThroughAsync(long through, CancellationToken cancel);
}
