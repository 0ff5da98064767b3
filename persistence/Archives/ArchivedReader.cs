using System.Runtime.CompilerServices;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Persistence.Archives;

/// <summary>Reads the journal as if nothing had left it: what is not there any more is taken from the archives.</summary>
internal sealed class ArchivedReader(IJournalReader journal, ArchiveFolder folder) : IJournalReader
{
    public string PersistenceId => journal.PersistenceId;

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        long next = Math.Max(0, afterSeq) + 1;
        while (next <= throughSeq)
        {
            ArchiveFile? file = null;
            await foreach (StoredRecord record in journal.ReadAsync(next - 1, throughSeq, cancel).ConfigureAwait(false))
            {
                // The journal begins later, or records are being removed while it is read.
                if (record.Seq != next && (file = folder.Holding(next)) is not null)
                    break;
                yield return record;
                next = record.Seq + 1;
            }
            // All of it may lie before the journal's first.
            file ??= next <= throughSeq ? folder.Holding(next) : null;
            if (file is null)
                yield break;
            long began = next;
            await foreach (StoredRecord record in FileAsync(file, next, Math.Min(throughSeq, file.Through), cancel).ConfigureAwait(false))
            {
                yield return record;
                next = record.Seq + 1;
            }
            if (next == began)
                throw new InvalidDataException($"The archive {file.Path} does not hold record {next}, as its name says.");
        }
    }

    private static async IAsyncEnumerable<StoredRecord> FileAsync(
        ArchiveFile file, long from, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using ExportReader reader = await OpenAsync(file, cancel).ConfigureAwait(false);
        while (await NextAsync(reader, file, cancel).ConfigureAwait(false) is { } record && record.Seq <= through)
        {
            if (record.Seq >= from)
                yield return record;
        }
    }

    private static async Task<ExportReader> OpenAsync(ArchiveFile file, CancellationToken cancel)
    {
        try
        {
            return await ExportReader.OpenAsync(file.Path, cancel).ConfigureAwait(false);
        }
        catch (ExportDamagedException e)
        {
            throw Damaged(file, e);
        }
    }

    private static async Task<StoredRecord?> NextAsync(ExportReader reader, ArchiveFile file, CancellationToken cancel)
    {
        try
        {
            return await reader.NextAsync(cancel).ConfigureAwait(false);
        }
        catch (ExportDamagedException e)
        {
            throw Damaged(file, e);
        }
    }

    private static InvalidDataException Damaged(ArchiveFile file, ExportDamagedException e) => new(
        $"The archive {file.Path} is damaged: {e.Message}. Put back a copy of it.", e);
}
