using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// The journal in order, checked against its chain and taken apart. While one part is being folded the next ones are
/// read, and checked and taken apart on other processors: a record's hash needs no more of the one before than the
/// hash that is stored with it.
/// </summary>
internal static class RecordScan
{
    private const int Part = 1_000;

    private static readonly int Ahead = Environment.ProcessorCount + 1;

    /// <summary>The records after <paramref name="lastSeq"/>, whose hash is <paramref name="lastHash"/>.</summary>
    /// <param name="oneThread">Do it all on the caller's thread, without looking ahead.</param>
    /// <exception cref="InvalidDataException">A record is missing, was changed or is unknown; those before it were given.</exception>
    public static async IAsyncEnumerable<JournalRecord[]> ReadAsync(
        IJournalReader reader, long lastSeq, byte[] lastHash, bool oneThread, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (oneThread)
        {
            await foreach (StoredRecord stored in reader.ReadAsync(lastSeq, long.MaxValue, cancel).ConfigureAwait(false))
            {
                yield return TakeApart([stored], lastSeq, lastHash);
                lastSeq = stored.Seq;
                lastHash = stored.Payload[..RecordCodec.HashLength].ToArray();
            }
            yield break;
        }
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<Task<JournalRecord[]>> parts = Channel.CreateBounded<Task<JournalRecord[]>>(Ahead);
        Task filling = FillAsync(reader, lastSeq, lastHash, parts.Writer, left.Token);
        try
        {
            await foreach (Task<JournalRecord[]> part in parts.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return await part.ConfigureAwait(false);
            await filling.ConfigureAwait(false);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task FillAsync(
        IJournalReader reader, long lastSeq, byte[] lastHash, ChannelWriter<Task<JournalRecord[]>> parts, CancellationToken cancel)
    {
        try
        {
            List<StoredRecord> part = new(Part);
            await foreach (StoredRecord stored in reader.ReadAsync(lastSeq, long.MaxValue, cancel).ConfigureAwait(false))
            {
                part.Add(stored);
                if (part.Count < Part)
                    continue;
                await parts.WriteAsync(TakeApartElsewhereAsync(part, lastSeq, lastHash), cancel).ConfigureAwait(false);
                lastSeq = stored.Seq;
                lastHash = stored.Payload[..Math.Min(RecordCodec.HashLength, stored.Payload.Length)].ToArray();
                part = new(Part);
            }
            // Not elsewhere: a short journal needs no second thread.
            if (part.Count > 0)
                await parts.WriteAsync(Task.FromResult(TakeApart(part, lastSeq, lastHash)), cancel).ConfigureAwait(false);
            parts.Complete();
        }
        catch (Exception e)
        {
            parts.Complete(e);
        }
    }

    private static async Task<JournalRecord[]> TakeApartElsewhereAsync(List<StoredRecord> part, long lastSeq, byte[] lastHash)
    {
        await Task.Yield();
        return TakeApart(part, lastSeq, lastHash);
    }

    private static JournalRecord[] TakeApart(List<StoredRecord> part, long lastSeq, ReadOnlySpan<byte> lastHash)
    {
        JournalRecord[] records = new JournalRecord[part.Count];
        for (int i = 0; i < records.Length; i++)
        {
            StoredRecord stored = part[i];
            if (ChainCheck.Problem(stored, lastSeq, lastHash) is { } problem)
            {
                throw new InvalidDataException(
                    $"The journal is damaged: {problem}. It is not repaired silently. Restore it from a backup.");
            }
            records[i] = RecordCodec.Read(stored);
            lastSeq = stored.Seq;
            lastHash = stored.Payload.Span[..RecordCodec.HashLength];
        }
        return records;
    }
}
