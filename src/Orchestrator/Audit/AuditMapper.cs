using Orchestrator.Contracts.Audit;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Daemon.Audit;

internal static class AuditMapper
{
    public static AuditReportView ToView(AuditReport from, TimeSpan took) => new()
    {
        Source = from.Source,
        Sound = from.IsSound,
        FirstBad = from.Finding?.Seq,
        Problem = from.Finding?.Problem,
        Records = from.Records,
        First = from.First,
        Last = from.Last,
        Head = from.Head,
        VouchedThrough = from.VouchedThrough,
        Keys = [.. from.Keys.Select(key => new AuditKeyUse(key.Fingerprint, key.Trusted, key.Checkpoints, key.First, key.Last))],
        Archives = [.. from.Archives.Select(a => new AuditArchiveView(a.File, a.First, a.Through, a.IsThere))],
        Notes = from.Notes,
        Seconds = Math.Round(took.TotalSeconds, 3),
    };

    public static AuditKeyView ToView(AuditPublicKey key, string file) => new(key.Fingerprint, key.Pem, file);
}
