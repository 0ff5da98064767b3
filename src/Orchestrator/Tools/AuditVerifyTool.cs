using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Audit;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Tools;

internal sealed class AuditVerifyTool : ITool
{
    public string Name => "audit verify";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow("--key", "--file");
        var keys = Keys(arguments);
        var began = TimeProvider.System.GetTimestamp();
        AuditReport report;
        if (arguments.Get("--file") is { } file)
        {
            report = await ExportVerification.RunAsync(file, keys, cancel);
        }
        else
        {
            using var journal = await JournalOpener.OpenAsync(arguments.Layout);
            report = await new JournalAudit(arguments.Layout.Data, journal, DaemonSettingsOf.Root(arguments.Layout).ArchiveFolder).VerifyAsync(keys, null, cancel);
        }
        await using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(
            output, AuditMapper.ToView(report, TimeProvider.System.GetElapsedTime(began)), ContractsJson.Default.AuditReportView);
        return report.IsSound ? 0 : 1;
    }

    public static List<AuditPublicKey> Keys(ToolArguments arguments) =>
        [.. arguments.All("--key").Select(path => AuditPublicKey.FromPem(File.ReadAllText(path), path))];
}
