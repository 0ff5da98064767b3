using System.Runtime.CompilerServices;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Export;

/// <summary>Fills an empty journal from an export, byte for byte: the chain goes on where it was.</summary>
public static class JournalImport
{
    /// <param name="folder">The data folder, with key and note of the journal's end.</param>
    /// <exception cref="ImportRefusedException">The file is not sound, not whole, older than the node, or the journal is not empty.</exception>
    public static async Task<AuditReport> RunAsync(
        string path, IJournalStore journal, string folder, IReadOnlyCollection<AuditPublicKey> trusted, CancellationToken cancel)
    {
        if (await HeadCheck.AnyAsync(journal.Reader, cancel).ConfigureAwait(false))
            throw new ImportRefusedException(
                $"The journal {journal.Place} is not empty: a history is not mixed with another one. Import into a new root or database.");
        WitnessedHead? known = HeadWitness.Read(folder);
        bool hasKnown = known is null or { Seq: 0 };
        (AuditReport report, ExportHeader? header) = await ExportVerification.RunAsync(
            path, trusted,
            record => hasKnown = hasKnown
                || (record.Seq == known!.Seq && record.Payload.Span[..RecordCodec.HashLength].SequenceEqual(known.Hash)),
            cancel).ConfigureAwait(false);
        if (report.Finding is { } finding)
            throw new ImportRefusedException($"{path} is not sound at record {finding.Seq}: {finding.Problem}. Nothing was imported.");
        if (header!.First > 1)
            throw new ImportRefusedException(
                $"{path} begins with record {header.First}: it is only a part of a history. Export all of it (without --since). Nothing was imported.");
        if (report.Records == 0)
            throw new ImportRefusedException($"{path} holds no records. Nothing was imported.");
        if (!hasKnown)
            throw new ImportRefusedException(
                $"{path} ends at record {report.Last}, but this node wrote record {known!.Seq} ({known.Hex}), which the file lacks: "
                + "it is older, or from another node. Export again; or, if the rest is lost, accept that first: orch audit accept-loss. Nothing was imported.");
        await journal.ImportAsync(RecordsAsync(path, cancel), cancel).ConfigureAwait(false);
        return report;
    }

    private static async IAsyncEnumerable<StoredRecord> RecordsAsync(
        string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using ExportReader reader = await ExportReader.OpenAsync(path, cancel).ConfigureAwait(false);
        while (await reader.NextAsync(cancel).ConfigureAwait(false) is { } record)
            yield return record;
    }
}
