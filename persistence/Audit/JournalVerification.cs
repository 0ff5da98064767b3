using System.Threading.Channels;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Audit;

/// <summary>Verifies a whole journal: its records in order, and that it ends where it is known to have ended.</summary>
internal static class JournalVerification
{
    private const int Page = 2_000;

    /// <param name="known">Where the journal must reach at least; null when nobody knows.</param>
    public static async Task<AuditReport> RunAsync(
        IJournalReader reader, string source, IReadOnlyCollection<AuditPublicKey> trusted, WitnessedHead? known,
        CancellationToken cancel)
    {
        ChainVerifier chain = new(trusted, 0, RecordCodec.FirstHash);
        await VerifyAsync(chain, reader, cancel).ConfigureAwait(false);
        chain.Complete();
        AuditFinding? finding = chain.Finding;
        if (finding is null && known is not null)
            finding = await HeadCheck.ProblemAsync(known, reader, cancel).ConfigureAwait(false);
        return new AuditReport(
            source, chain.Records, 1, chain.Seq, chain.Hex, chain.VouchedThrough, chain.Keys, [], finding, Notes(chain, trusted, known));
    }

    internal static List<string> Notes(ChainVerifier chain, IReadOnlyCollection<AuditPublicKey> trusted, WitnessedHead? known)
    {
        List<string> notes = [];
        if (chain.Finding is not null)
            return notes;
        if (chain.Keys.Count == 0 && chain.Records > 0)
            notes.Add("no checkpoint signs this history: who can rewrite all of it can do so unseen");
        else if (trusted.Count == 0 && chain.Keys.Count > 0)
            notes.Add("the key is the history's own word; to be sure of it, verify with the node's public key: --key FILE");
        foreach (SigningKey key in chain.Keys.Where(key => trusted.Count > 0 && !key.Trusted))
            notes.Add($"checkpoints {key.First} to {key.Last} were signed by an earlier key, {key.Fingerprint}; the present one vouches for them");
        if (chain.VouchedThrough is { } through && chain.Seq > through + 1)
            notes.Add($"{chain.Seq - through - 1} records after the last checkpoint are held by the chain only"
                + (known is null ? "" : " and by the note of the journal's end"));
        return notes;
    }

    /// <summary>Reading and hashing take about as long as each other: one thread reads ahead while another one verifies.</summary>
    private static async Task VerifyAsync(ChainVerifier chain, IJournalReader reader, CancellationToken cancel)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<List<StoredRecord>> pages = Channel.CreateBounded<List<StoredRecord>>(
            new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAsync(reader, pages.Writer, over.Token), CancellationToken.None);
        await foreach (List<StoredRecord> page in pages.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            foreach (StoredRecord record in page)
            {
                if (chain.Add(record))
                    continue;
                await over.CancelAsync().ConfigureAwait(false);
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
        }
        await reading.ConfigureAwait(false);
    }

    private static async Task ReadAsync(
        IJournalReader reader, ChannelWriter<List<StoredRecord>> pages, CancellationToken cancel)
    {
        Exception? problem = null;
        try
        {
            List<StoredRecord> page = new(Page);
            await foreach (StoredRecord record in reader.ReadAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
            {
                page.Add(record);
                if (page.Count < Page)
                    continue;
                await pages.WriteAsync(page, cancel).ConfigureAwait(false);
                page = new List<StoredRecord>(Page);
            }
            await pages.WriteAsync(page, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = e;
        }
        pages.Complete(problem);
    }
}
