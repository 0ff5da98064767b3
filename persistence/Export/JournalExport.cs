using System.Buffers;
using System.Security.Cryptography;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>Writes records of a journal to a stream as they are read, with the memory of a page.</summary>
public static class JournalExport
{
    private const int FlushAt = 64 << 10;

    /// <param name="format">One of <see cref="ExportFormats.MediaTypes"/>.</param>
    /// <param name="head">Last record that there is; later ones are left out.</param>
    /// <param name="hashBefore">Hash of the record before the first, which need not be there then.</param>
    /// <exception cref="InvalidDataException">A record is missing, or cannot be written in this format.</exception>
    public static async Task<ExportTrailer> RunAsync(
        IJournalReader reader, ExportOrigin origin, ExportRange range, string format, Stream to, TimeProvider time, long head,
        CancellationToken cancel, byte[]? hashBefore = null)
    {
        IExportFormat lines = ExportFormats.Of(format);
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ArrayBufferWriter<byte> buffer = new(FlushAt * 2);
        byte[] hash = hashBefore?.ToArray() ?? RecordCodec.FirstHash;
        long seq = Math.Max(0, (range.FirstSeq ?? 1) - 2);
        long count = 0;
        bool begun = false;
        // The record before the first gives the hash that the first one follows.
        await foreach (StoredRecord record in reader.ReadAsync(seq, Math.Min(range.LastSeq ?? head, head), cancel).ConfigureAwait(false))
        {
            bool inside = begun || (record.Seq >= (range.FirstSeq ?? 1) && IsFrom(record, range.Since));
            if (inside && IsAfter(record, range.Until))
                break;
            if (inside && !begun)
                Begin(record.Seq);
            if (begun && record.Seq != seq + 1)
                throw new InvalidDataException($"Record {seq + 1} is missing: {record.Seq} follows {seq}. 'orch audit verify' tells more.");
            if (begun)
            {
                lines.Write(buffer, record);
                count++;
            }
            seq = record.Seq;
            record.Payload.Span[..Math.Min(record.Payload.Length, RecordCodec.HashLength)].CopyTo(hash);
            if (buffer.WrittenCount >= FlushAt)
                await FlushAsync().ConfigureAwait(false);
        }
        if (!begun)
            Begin(seq + 1);
        await FlushAsync().ConfigureAwait(false);
        ExportTrailer trailer = Trailer();
        lines.End(buffer, trailer);
        await FlushAsync().ConfigureAwait(false);
        return trailer;

        void Begin(long first)
        {
            begun = true;
            // The oldest ones may lie in an archive that was taken away: then the first that is there begins.
            if (first > 1 && seq != first - 1 && hashBefore is null)
                throw new InvalidDataException(
                    $"The records before {first} are not there: their archive was taken away. Export from a later one on: --since {first + 1}");
            seq = first - 1;
            lines.Begin(buffer, new ExportHeader(
                origin.Node, origin.Store, origin.Key is { } key ? Convert.ToBase64String(key.Raw.Span) : null, first,
                Convert.ToHexStringLower(hash), time.GetUtcNow()));
        }

        ExportTrailer Trailer()
        {
            string sum = Convert.ToHexStringLower(sha.GetCurrentHash());
            string? signature = origin.Signer is { } signer ? Convert.ToBase64String(signer.Sign(ExportLines.SignedText(sum))) : null;
            return new ExportTrailer(count, seq, Convert.ToHexStringLower(hash), sum, signature);
        }

        async Task FlushAsync()
        {
            sha.AppendData(buffer.WrittenSpan);
            await to.WriteAsync(buffer.WrittenMemory, cancel).ConfigureAwait(false);
            buffer.ResetWrittenCount();
        }
    }

    private static bool IsFrom(in StoredRecord record, DateTimeOffset? since) =>
        since is null || RecordEnvelope.TimeOf(record) is not { } time || time >= since;

    private static bool IsAfter(in StoredRecord record, DateTimeOffset? until) =>
        until is not null && RecordEnvelope.TimeOf(record) > until;
}
