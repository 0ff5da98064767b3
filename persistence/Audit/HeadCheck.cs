using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Audit;

/// <summary>Whether a journal still holds the record that was known to be its last.</summary>
internal static class HeadCheck
{
    public static async Task<AuditFinding?> ProblemAsync(WitnessedHead known, IJournalReader reader, CancellationToken cancel)
    {
        if (known.Seq == 0)
            return null;
        await foreach (StoredRecord record in reader.ReadAsync(known.Seq - 1, known.Seq, cancel).ConfigureAwait(false))
        {
            return record.Payload.Length >= RecordCodec.HashLength
                && record.Payload.Span[..RecordCodec.HashLength].SequenceEqual(known.Hash)
                ? null
                : new AuditFinding(known.Seq, $"record {known.Seq} is another one than was written: its hash was {known.Hex}");
        }
        long last = await LastAsync(known.Seq, reader, cancel).ConfigureAwait(false);
        // A gap within the journal is for the chain to tell: the record may lie in an archive.
        return last > known.Seq ? null : new AuditFinding(
            last + 1,
            $"the journal ends at record {last}, but {known.Seq} was written: the last {known.Seq - last} records are missing");
    }

    public static async Task<bool> AnyAsync(IJournalReader reader, CancellationToken cancel)
    {
        await foreach (StoredRecord _ in reader.ReadAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
            return true;
        return false;
    }

    public static string Explain(AuditFinding finding, string place, string witness) =>
        $"The journal {place} was cut or put back: {finding.Problem} ({witness} says so). Put back the journal with these "
        + "records. If an older copy was put back on purpose, accept the loss: orch audit accept-loss. It is recorded, and "
        + "running containers of which the copy knows nothing then belong to nobody.";

    /// <summary>The end is near most of the time: look in growing steps backwards.</summary>
    private static async Task<long> LastAsync(long seq, IJournalReader reader, CancellationToken cancel)
    {
        for (long step = 1_000; ; step *= 10)
        {
            long last = 0;
            long after = Math.Max(0, seq - step);
            await foreach (StoredRecord record in reader.ReadAsync(after, long.MaxValue, cancel).ConfigureAwait(false))
                last = record.Seq;
            if (last > 0 || after == 0)
                return last;
        }
    }
}
