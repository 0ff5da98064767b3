using System.Globalization;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Daemon.Startup;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Tools;

/// <summary>Writes the journal to stdout.</summary>
internal sealed class AuditExportTool : ITool
{
    public string Name => "audit export";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow("--format", "--first", "--last", "--since", "--until");
        var settings = DaemonSettingsOf.Root(arguments.Layout);
        using var journal = await JournalOpener.OpenAsync(arguments.Layout);
        var range = new ExportRange(
            Number(arguments.Get("--first")), Number(arguments.Get("--last")), Time(arguments.Get("--since")), Time(arguments.Get("--until")));
        await using var output = Console.OpenStandardOutput();
        var audit = new JournalAudit(arguments.Layout.Data, journal, settings.ArchiveFolder);
        await JournalExport.RunAsync(
            audit.Reader, new ExportOrigin(settings.NodeName, journal.Kind, audit.Keys.ReadPublic(), audit.FindKey()),
            range, arguments.Get("--format") ?? "jsonl", output, TimeProvider.System, long.MaxValue, cancel);
        return 0;
    }

    private static long? Number(string? text) => text is null
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StartException($"'{text}' is no number of a record", 2);

    private static DateTimeOffset? Time(string? text) => text is null
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new StartException($"'{text}' is no time", 2);
}
