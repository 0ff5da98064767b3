using System.Globalization;
using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Audit;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditVerifyVerb : Verb
{
    private static readonly Option File = new("--file", null, "FILE", "Check an exported journal or an archive instead, without a daemon");

    public static Option Key { get; } = new("--key", null, "FILE", "A public key in PEM that may have signed (default: the node's own)") { Repeats = true };

    private static readonly IReadOnlyList<Column<AuditReportView>> Columns =
    [
        new("SOURCE", v => v.Source),
        new("VERDICT", v => v.Sound ? "sound" : $"NOT SOUND at record {Number(v.FirstBad ?? 0)}"),
        new("RECORDS", v => v.Records == 0 ? "none" : $"{Number(v.Records)} sound, {Number(v.First)} to {Number(v.Last)}"),
        new("HEAD", v => v.Head),
        new("SIGNED", v => v.VouchedThrough is { } seq ? $"through record {Number(seq)}" : "not at all"),
        new("CHECKPOINTS", v => Number(v.Keys.Sum(k => (long)k.Checkpoints))),
        new("KEYS", v => string.Join(", ", v.Keys.Select(k => k.Fingerprint + (k.Trusted ? "" : " (not known)")))),
        new("ARCHIVES", v => v.Archives.Count == 0 ? "none" : string.Join(", ", v.Archives.Select(a => a.There ? a.File : $"{a.File} (missing)"))),
        new("TOOK", v => string.Create(CultureInfo.InvariantCulture, $"{v.Seconds:0.00}s")),
    ];

    public override string Name => "audit verify";

    public override string Summary => "Check that nothing in the journal was changed, removed, inserted or moved (exit 1 if so)";

    public override IReadOnlyList<Option> Options { get; } = [File, Key, GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        AuditReportView report;
        var file = call.Arguments.Get(File);
        if (file is null && DaemonTool.HasDaemon(call))
        {
            var daemon = await call.DaemonAsync();
            report = Invocation.Take(await daemon.Audit.VerifyAsync([.. call.Arguments.All(Key).Select(KeyText)], call.Cancel));
        }
        else
        {
            List<string> words = ["audit", "verify", .. KeyWords(call)];
            if (file is not null)
                words.AddRange(["--file", Path.GetFullPath(file)]);
            var (value, exitCode) = await DaemonTool.RunAsync(call, JsonText.Line.AuditReportView, words);
            if (value is null)
                return exitCode;
            report = value;
        }
        call.Render.One(report, Columns, JsonText.Indented.AuditReportView);
        foreach (var note in report.Notes)
            call.Note($"note: {note}");
        if (!report.Sound)
            call.Note($"orch: {report.Problem}");
        return report.Sound ? 0 : ExitCodes.NotSound;
    }

    public static IEnumerable<string> KeyWords(Invocation call) =>
        call.Arguments.All(Key).SelectMany(key => (string[])["--key", Path.GetFullPath(key)]);

    private static string KeyText(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(new Problem { Title = $"The key {path} cannot be read", Detail = error.Message });
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
