using System.Security.Cryptography;
using System.Threading.Channels;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Archives;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// Verifies a whole journal: first what lies in archives, then what is in the table, and that it ends where it is known
/// to have ended. Where an archive was taken away the chain goes on from what the journal recorded about it.
/// </summary>
internal sealed class JournalVerification(
    IJournalReader table, ArchiveFolder folder, IReadOnlyCollection<AuditPublicKey> trusted, CancellationToken cancel)
{
    private const int Page = 2_000;
    private const string ArchivedManifest = "journal-archived.v1";

    private readonly ChainVerifier _chain = new(trusted, 0, RecordCodec.FirstHash);
    private readonly List<(long First, long Through, string Hash)> _jumps = [];
    private readonly Dictionary<string, string> _sums = [];
    private AuditFinding? _finding;
    private long _first = 1;

    /// <param name="known">Where the journal must reach at least; null when nobody knows.</param>
    public async Task<AuditReport> RunAsync(string source, WitnessedHead? known)
    {
        long inTable = await FirstInTableAsync().ConfigureAwait(false);
        foreach (ArchiveFile file in folder.Files())
        {
            if (_finding is null && file.First < inTable && file.Through > _chain.Seq)
                await ArchiveAsync(file, inTable).ConfigureAwait(false);
        }
        if (_finding is null)
            await TableAsync(inTable).ConfigureAwait(false);
        if (_finding is null)
            _chain.Complete();
        _finding ??= _chain.Finding ?? JumpProblem() ?? SumProblem();
        if (_finding is null && known is not null)
            _finding = await HeadCheck.ProblemAsync(known, table, cancel).ConfigureAwait(false);
        return new AuditReport(
            source, _chain.Records, _first, _chain.Seq, _chain.Hex, _chain.VouchedThrough, _chain.Keys, Checks(), _finding,
            _finding is null ? Notes(_chain, trusted, known) : []);
    }

    internal static List<string> Notes(ChainVerifier chain, IReadOnlyCollection<AuditPublicKey> trusted, WitnessedHead? known)
    {
        List<string> notes = [];
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

    private async Task<long> FirstInTableAsync()
    {
        try
        {
            await foreach (StoredRecord record in table.ReadAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
                return record.Seq;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // Found again, and named, when the table's turn comes.
            return 1;
        }
        return long.MaxValue;
    }

    private async Task ArchiveAsync(ArchiveFile file, long inTable)
    {
        try
        {
            await using ExportReader reader = await ExportReader.OpenAsync(file.Path, cancel).ConfigureAwait(false);
            if (reader.Header.First != file.First)
                throw new ExportDamagedException(file.First, $"it begins with record {reader.Header.First}, not with {file.First} as its name says");
            if (file.First > _chain.Seq + 1)
                Jump(file.First - 1, reader.Header.HashBefore);
            while (await reader.NextAsync(cancel).ConfigureAwait(false) is { } record)
            {
                if (record.Seq <= _chain.Seq || record.Seq >= inTable)
                    continue;
                if (!_chain.Add(record))
                {
                    _finding = new AuditFinding(_chain.Finding!.Seq, $"archive {file.Name}: {_chain.Finding.Problem}");
                    return;
                }
            }
            await using FileStream whole = File.OpenRead(file.Path);
            _sums[file.Name] = Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, cancel).ConfigureAwait(false));
        }
        catch (ExportDamagedException e)
        {
            _finding = new AuditFinding(Math.Max(e.Seq, file.First), $"archive {file.Name}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _finding = new AuditFinding(file.First, $"archive {file.Name} cannot be read: {e.Message}");
        }
    }

    private async Task TableAsync(long inTable)
    {
        if (inTable != long.MaxValue && inTable > _chain.Seq + 1)
        {
            if (await RecordedHashAsync(inTable - 1).ConfigureAwait(false) is { } hash)
                Jump(inTable - 1, hash);
            else
                _finding = new AuditFinding(
                    _chain.Seq + 1, $"record {_chain.Seq + 1} is missing: {inTable} follows {_chain.Seq}, and nothing says that it was archived");
        }
        if (_finding is not null)
            return;
        try
        {
            await ReadTableAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            await FindUnreadableAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reading and hashing take about as long as each other: one thread reads ahead while another one verifies.</summary>
    private async Task ReadTableAsync()
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<List<StoredRecord>> pages = Channel.CreateBounded<List<StoredRecord>>(
            new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        long after = _chain.Seq;
        Task reading = Task.Run(() => ReadAheadAsync(after, pages.Writer, over.Token), CancellationToken.None);
        await foreach (List<StoredRecord> page in pages.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            foreach (StoredRecord record in page)
            {
                if (_chain.Add(record))
                    continue;
                await over.CancelAsync().ConfigureAwait(false);
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
        }
        await reading.ConfigureAwait(false);
    }

    private async Task ReadAheadAsync(long after, ChannelWriter<List<StoredRecord>> pages, CancellationToken stop)
    {
        Exception? problem = null;
        try
        {
            List<StoredRecord> page = new(Page);
            await foreach (StoredRecord record in table.ReadAsync(after, long.MaxValue, stop).ConfigureAwait(false))
            {
                page.Add(record);
                if (page.Count < Page)
                    continue;
                await pages.WriteAsync(page, stop).ConfigureAwait(false);
                page = new List<StoredRecord>(Page);
            }
            await pages.WriteAsync(page, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = e;
        }
        pages.Complete(problem);
    }

    /// <summary>A row of another type than the engine writes spoils its whole page: then one by one.</summary>
    private async Task FindUnreadableAsync()
    {
        while (_chain.Finding is null)
        {
            long next = _chain.Seq + 1;
            try
            {
                bool any = false;
                await foreach (StoredRecord record in table.ReadAsync(next - 1, next, cancel).ConfigureAwait(false))
                    any |= _chain.Add(record);
                if (any)
                    continue;
                _finding = _chain.Finding ?? new AuditFinding(next, $"record {next} is missing");
                return;
            }
            catch (Exception e) when (IsUnreadable(e))
            {
                _finding = new AuditFinding(next, $"record {next} cannot be read: {e.Message}");
                return;
            }
        }
    }

    /// <summary>The hash of a record that was archived, as the journal recorded it.</summary>
    private async Task<string?> RecordedHashAsync(long through)
    {
        await foreach (StoredRecord record in table.ReadAsync(through, long.MaxValue, cancel).ConfigureAwait(false))
        {
            if (record.Manifest == ArchivedManifest && RecordCodec.Read(record).Event is JournalArchived archived
                && archived.Through == through)
                return archived.Hash;
        }
        return null;
    }

    private void Jump(long through, string hash)
    {
        _jumps.Add((_chain.Seq + 1, through, hash));
        if (_chain.Records == 0)
            _first = through + 1;
        _chain.Jump(through, Convert.FromHexString(hash));
    }

    private AuditFinding? JumpProblem()
    {
        foreach ((long first, long through, string hash) in _jumps)
        {
            if (!_chain.Archived.Any(archived => archived.Through == through && archived.Hash == hash))
                return new AuditFinding(first, $"records {first} to {through} are missing, and nothing says that they were archived");
        }
        return null;
    }

    private AuditFinding? SumProblem()
    {
        foreach (JournalArchived archived in _chain.Archived)
        {
            if (_sums.TryGetValue(archived.File, out string? sum) && sum != archived.Sha256)
                return new AuditFinding(
                    archived.First, $"archive {archived.File} is another file than was written, though its records are sound: its checksum does not fit");
        }
        return null;
    }

    private List<ArchiveCheck> Checks() =>
    [
        .. _chain.Archived.Select(archived => new ArchiveCheck(
            archived.File, archived.First, archived.Through, File.Exists(folder.PathOf(archived.File)))),
    ];

    private static bool IsUnreadable(Exception e) =>
        e is InvalidCastException or InvalidOperationException or FormatException or OverflowException;
}
