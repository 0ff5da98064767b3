using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Archives;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Persistence.Audit;

/// <summary>Key, note of the end, archives and verification of one node's journal.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="archiveFolder">Null: <c>archive</c> in the data folder.</param>
public sealed class JournalAudit(string folder, IJournalStore journal, string? archiveFolder = null)
{
    private readonly ArchiveFolder _archives = new(archiveFolder ?? Path.Combine(folder, "archive"));

    /// <summary>Records are not removed from the journal while they are being verified.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public AuditKeyFiles Keys { get; } = new(folder);

    /// <summary>The whole history: what left the journal is read from the archives.</summary>
    public IJournalReader Reader => field ??= new ArchivedReader(journal.Reader, _archives);

    /// <param name="node">Name of the node, which stands in the archives.</param>
    public IJournalArchive Archive(string node, IAuditSigner? signer, TimeProvider time) => new JournalArchive(
        journal, _archives, () => new ExportOrigin(node, journal.Kind, Keys.ReadPublic(), signer), time, _turn);

    /// <exception cref="AuditKeyException">It is lost, another one, damaged, or open to others.</exception>
    public IAuditSigner OpenKey() => Keys.OpenOrCreate();

    /// <summary>The key if there is one and it may be read; who may not, can still do what needs no signature.</summary>
    public IAuditSigner? FindKey()
    {
        try
        {
            return Keys.ReadPrivate();
        }
        catch (AuditKeyException)
        {
            return null;
        }
    }

    /// <exception cref="JournalUnavailableException">The journal does not end where it ended.</exception>
    public Task<HeadWitness> OpenWitnessAsync(Action<string> notice, CancellationToken cancel) =>
        HeadWitness.OpenAsync(folder, Reader, journal.Place, notice, cancel);

    /// <summary>Verifies everything that is there.</summary>
    /// <param name="more">Keys that may have signed besides the node's own.</param>
    /// <param name="known">Where the journal must reach; null: as far as the file in the folder says.</param>
    public async Task<AuditReport> VerifyAsync(
        IReadOnlyCollection<AuditPublicKey> more, WitnessedHead? known, CancellationToken cancel)
    {
        List<AuditPublicKey> trusted = [.. more];
        if (Keys.ReadPublic() is { } own)
            trusted.Add(own);
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            Task<long?> odd = journal.FindOddRowAsync(cancel);
            JournalVerification verification = new(journal.Reader, _archives, trusted, cancel);
            AuditReport report = await verification.RunAsync(
                $"{journal.Kind} {journal.Place}", known ?? HeadWitness.Read(folder)).ConfigureAwait(false);
            return await odd.ConfigureAwait(false) is { } seq && (report.Finding is null || seq < report.Finding.Seq)
                ? report with
                {
                    Finding = new AuditFinding(seq, $"record {seq} was touched: a column beside its content is not as the engine writes it"),
                }
                : report;
        }
        finally
        {
            _turn.Release();
        }
    }
}
