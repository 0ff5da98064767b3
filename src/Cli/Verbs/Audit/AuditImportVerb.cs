using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditImportVerb : Verb
{
    public override string Name => "audit import";

    public override string Summary => "Fill an empty journal from an export (jsonl), after it is verified; no daemon may run";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [AuditVerifyVerb.Key, GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (DaemonTool.HasDaemon(call))
            return call.Report(new Problem
            {
                Title = "A daemon runs on this root",
                Detail = "A history is imported into an empty journal, before a daemon writes to it.",
                Next = "End it first (orch daemon --stop), or choose another --root",
            });
        IReadOnlyList<string> words =
            ["audit", "import", "--file", Path.GetFullPath(call.Operands[0]), .. AuditVerifyVerb.KeyWords(call)];
        var (report, exitCode) = await DaemonTool.RunAsync(call, JsonText.Line.AuditReportView, words);
        if (report is null)
            return exitCode;
        if (!call.Render.Structured(report, JsonText.Indented.AuditReportView))
            call.Out.Write($"imported {report.Records} records into {report.Source}, head {report.Head}\n");
        foreach (var note in report.Notes)
            call.Note($"note: {note}");
        return 0;
    }
}
