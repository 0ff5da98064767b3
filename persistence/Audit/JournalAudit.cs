using Orchestrator.Actors.Audit;

namespace Orchestrator.Persistence.Audit;

/// <summary>Key, note of the end, and verification of one node's journal.</summary>
public sealed class JournalAudit(string folder, IJournalStore journal)
{
    public AuditKeyFiles Keys { get; } = new(folder);

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
        HeadWitness.OpenAsync(folder, journal.Reader, journal.Place, notice, cancel);

    /// <summary>Verifies everything that is there.</summary>
    /// <param name="more">Keys that may have signed besides the node's own.</param>
    /// <param name="known">Where the journal must reach; null: as far as the file in the folder says.</param>
    public async Task<AuditReport> VerifyAsync(
        IReadOnlyCollection<AuditPublicKey> more, WitnessedHead? known, CancellationToken cancel)
    {
        AuditPublicKey? own = Keys.ReadPublic();
        List<AuditPublicKey> trusted = [.. more];
        if (own is not null)
            trusted.Add(own);
        Task<long?> odd = journal.FindOddRowAsync(cancel);
        AuditReport report = await JournalVerification.RunAsync(
            journal.Reader, $"{journal.Kind} {journal.Place}", trusted, known ?? HeadWitness.Read(folder), cancel).ConfigureAwait(false);
        return await odd.ConfigureAwait(false) is { } seq && (report.Finding is null || seq < report.Finding.Seq)
            ? report with
            {
                Finding = new AuditFinding(seq, $"record {seq} was touched: a column beside its content is not as the engine writes it"),
            }
            : report;
    }
}
