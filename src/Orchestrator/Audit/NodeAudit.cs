using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Contracts.Audit;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Audit;

/// <summary>What makes the journal of a running daemon tamper-evident: its key, its note of the end, its verification.</summary>
internal sealed class NodeAudit : IDisposable
{
    private readonly IJournalStore _journal;
    private readonly JournalAudit _audit;
    private readonly IAuditSigner _signer;
    private readonly HeadWitness _witness;

    private NodeAudit(IJournalStore journal, JournalAudit audit, IAuditSigner signer, HeadWitness witness)
    {
        _journal = journal;
        _audit = audit;
        _signer = signer;
        _witness = witness;
    }

    /// <exception cref="AuditKeyException">The key is lost, another one, or open to others.</exception>
    /// <exception cref="JournalUnavailableException">The journal does not end where it ended.</exception>
    public static async Task<NodeAudit> OpenAsync(
        RootLayout layout, DaemonSettings settings, IJournalStore journal, Serilog.ILogger log)
    {
        var audit = new JournalAudit(layout.Data, journal, settings.ArchiveFolder);
        // The curve is compiled while the journal's end is looked up.
        var signer = Task.Run(audit.OpenKey);
        var witness = await audit.OpenWitnessAsync(text => log.Warning("Journal: {Notice}", text), CancellationToken.None);
        return new NodeAudit(journal, audit, await signer, witness);
    }

    public IJournalReader Reader => _audit.Reader;

    public IJournalArchive Archive(DaemonSettings settings, TimeProvider time) =>
        _audit.Archive(settings.NodeName, _signer, time);

    public AuditServices Services(DaemonSettings settings) => new(
        _signer, _witness, settings.NodeName, settings.CheckpointEvents, TimeSpan.FromSeconds(settings.CheckpointSeconds));

    public Task<AuditReport> VerifyAsync(IReadOnlyCollection<AuditPublicKey> more, CancellationToken cancel) =>
        _audit.VerifyAsync(more, _witness.Last, cancel);

    public Task ExportAsync(string node, ExportRange range, string format, Stream to, TimeProvider time, CancellationToken cancel) =>
        JournalExport.RunAsync(
            _audit.Reader, new ExportOrigin(node, _journal.Kind, _audit.Keys.ReadPublic(), _signer), range, format, to, time,
            _witness.Last.Seq, cancel);

    public AuditKeyView Key() => AuditMapper.ToView(_audit.Keys.ReadPublic()!, _audit.Keys.PublicPath);

    public void Dispose() => _witness.Dispose();
}
