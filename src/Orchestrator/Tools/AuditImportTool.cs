using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Audit;
using Orchestrator.Daemon.Startup;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Tools;

internal sealed class AuditImportTool : ITool
{
    public string Name => "audit import";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow("--file", "--key");
        var layout = arguments.Layout;
        Preconditions.Check(layout);
        var keys = AuditVerifyTool.Keys(arguments);
        var began = TimeProvider.System.GetTimestamp();
        RootFolders.Make(layout, DaemonSettingsOf.Root(layout));
        // Kept until the end: no daemon may start meanwhile.
        await using var rootLock = DaemonLock.Take(layout);
        using var journal = await JournalOpener.OpenOrCreateAsync(layout);
        AuditReport report;
        try
        {
            report = await JournalImport.RunAsync(arguments.Need("--file"), journal, layout.Data, keys, cancel);
        }
        catch (ImportRefusedException error)
        {
            throw new StartException(error.Message, 1);
        }
        (await new JournalAudit(layout.Data, journal, DaemonSettingsOf.Root(layout).ArchiveFolder).OpenWitnessAsync(Console.Error.WriteLine, cancel)).Adopt(report.Last, report.Head);
        await using var output = Console.OpenStandardOutput();
        var view = AuditMapper.ToView(report, TimeProvider.System.GetElapsedTime(began));
        view.Source = $"{journal.Kind} {journal.Place}";
        JsonSerializer.Serialize(output, view, ContractsJson.Default.AuditReportView);
        return 0;
    }
}
