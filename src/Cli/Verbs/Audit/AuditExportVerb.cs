using System.Globalization;
using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditExportVerb : Verb
{
    private static readonly Option Since = new("--since", null, "SEQ|TIME|D", "From that event, time, or so long ago on (default: from the first)");
    private static readonly Option Until = new("--until", null, "SEQ|TIME|D", "Up to that event or time (default: to the last)");
    private static readonly Option File = new("--file", null, "FILE", "Write there instead of to stdout; it appears when it is whole");

    private static readonly Option Format = new(
        "--format", null, "FORMAT", "jsonl (can be verified and imported), csv (for spreadsheets) or cloudevents")
    {
        Choices = ["jsonl", "csv", "cloudevents"],
    };

    public override string Name => "audit export";

    public override string Summary => "Write the journal as JSON lines, CSV or CloudEvents";

    public override IReadOnlyList<Option> Options { get; } = [Since, Until, File, Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var query = EventBounds.Apply(
            new EventQuery { AfterSeq = 0 }, call.Arguments.Get(Since), call.Arguments.Get(Until), call.Surroundings.Time);
        if (call.Arguments.Get(File) is not { } file)
        {
            await using var output = call.Surroundings.OpenOut();
            return await WriteAsync(call, query, output);
        }
        var part = file + ".part";
        try
        {
            int exitCode;
            await using (var output = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                exitCode = await WriteAsync(call, query, output);
                output.Flush(flushToDisk: exitCode == 0);
            }
            if (exitCode == 0)
                System.IO.File.Move(part, file, overwrite: true);
            return exitCode;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return call.Report(new Problem { Title = $"{file} cannot be written", Detail = error.Message, Next = "Choose another place with --file" });
        }
        finally
        {
            System.IO.File.Delete(part);
        }
    }

    private static async Task<int> WriteAsync(Invocation call, EventQuery query, Stream output)
    {
        var format = call.Arguments.Get(Format) ?? "jsonl";
        if (DaemonTool.HasDaemon(call))
        {
            var daemon = await call.DaemonAsync();
            return await daemon.Audit.ExportAsync(query, format, output, call.Cancel) is { } problem ? call.Report(problem) : 0;
        }
        List<string> words = ["audit", "export", "--format", format];
        Add("--first", query.AfterSeq > 0 ? Number(query.AfterSeq.Value + 1) : null);
        Add("--last", query.ThroughSeq is { } last ? Number(last) : null);
        Add("--since", query.Since?.ToString("O", CultureInfo.InvariantCulture));
        Add("--until", query.Until?.ToString("O", CultureInfo.InvariantCulture));
        return await DaemonTool.CopyAsync(call, output, words);

        void Add(string name, string? value)
        {
            if (value is not null)
                words.AddRange([name, value]);
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
