using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Export;

/// <summary>Verifies an exported journal from the file alone.</summary>
public static class ExportVerification
{
    /// <param name="trusted">Keys that the one who asks knows to be the node's; empty: the file's own word is taken.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<AuditReport> RunAsync(
        string path, IReadOnlyCollection<AuditPublicKey> trusted, CancellationToken cancel)
    {
        (AuditReport report, _) = await RunAsync(path, trusted, null, cancel).ConfigureAwait(false);
        return report;
    }

    /// <param name="seen">Called with each record that is sound.</param>
    internal static async Task<(AuditReport Report, ExportHeader? Header)> RunAsync(
        string path, IReadOnlyCollection<AuditPublicKey> trusted, Action<StoredRecord>? seen, CancellationToken cancel)
    {
        ChainVerifier chain = new(trusted, 0, RecordCodec.FirstHash);
        ExportHeader? header = null;
        AuditFinding? finding;
        List<string> notes = [];
        try
        {
            await using ExportReader reader = await ExportReader.OpenAsync(path, cancel).ConfigureAwait(false);
            header = reader.Header;
            chain = new ChainVerifier(trusted, header.First - 1, Convert.FromHexString(header.HashBefore));
            while (await reader.NextAsync(cancel).ConfigureAwait(false) is { } record)
            {
                if (chain.Records == 0 && record.Seq != header.First)
                    throw new ExportDamagedException(
                        Math.Min(record.Seq, header.First), $"its first line promises record {header.First}, but {record.Seq} comes first");
                if (!chain.Add(record))
                    break;
                seen?.Invoke(record);
            }
            chain.Complete();
            finding = chain.Finding ?? EndProblem(reader, chain, trusted, notes);
        }
        catch (ExportDamagedException e)
        {
            finding = new AuditFinding(e.Seq, e.Message);
        }
        notes.AddRange(finding is null ? JournalVerification.Notes(chain, trusted, null) : []);
        if (finding is null && header!.First > 1)
            notes.Add($"the file begins with record {header.First}: what came before it is not looked at");
        return (new AuditReport(
            path, chain.Records, header?.First ?? 1, chain.Seq, chain.Hex, chain.VouchedThrough, chain.Keys, [], finding, notes), header);
    }

    private static AuditFinding? EndProblem(
        ExportReader reader, ChainVerifier chain, IReadOnlyCollection<AuditPublicKey> trusted, List<string> notes)
    {
        ExportTrailer trailer = reader.Trailer!;
        if (trailer.Count != chain.Records || trailer.Last != chain.Seq || trailer.Head != chain.Hex)
            return new AuditFinding(
                chain.Seq + 1, $"the file's last line says that it ends with record {trailer.Last} ({trailer.Count} records), but it ends with {chain.Seq}");
        bool sumFits = trailer.Sha256 == reader.Sha256;
        if (trailer.Signature is not { } signature)
        {
            notes.Add("the file itself is not signed: its records are vouched for as far as the last checkpoint");
            return sumFits ? null : new AuditFinding(
                reader.Header.First, "its records are sound, but its first or last line was changed: its checksum does not fit");
        }
        byte[] raw = new byte[32], bytes = new byte[64];
        bool isKey = reader.Header.Key is { } text && Convert.TryFromBase64String(text, raw, out int length) && length == raw.Length
            && Convert.TryFromBase64String(signature, bytes, out length) && length == bytes.Length;
        AuditPublicKey key = new(raw);
        if (!isKey || !key.Verifies(ExportLines.SignedText(reader.Sha256!), bytes))
            return sumFits
                ? new AuditFinding(chain.Seq + 1, "the signature in the file's last line does not fit")
                : new AuditFinding(reader.Header.First, "its records are sound, but its first line was changed: its checksum does not fit");
        if (!sumFits)
            return new AuditFinding(chain.Seq + 1, "the checksum in the file's last line was changed");
        return trusted.Count == 0 || trusted.Contains(key)
            ? null
            : new AuditFinding(chain.Seq + 1, $"the file was signed by another key: {key.Fingerprint}");
    }
}
