using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Contracts.History;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditWhyVerb : Verb
{
    private static readonly IReadOnlyList<Column<WhyLineView>> Columns =
    [
        new("SEQ", l => l.Seq.ToString(CultureInfo.InvariantCulture), Right: true),
        new("TIME", l => ContainerColumns.Time(l.Time)),
        new("WHAT", l => l.Text),
    ];

    public override string Name => "audit why";

    public override string Summary => "Say in plain words why a container, a batch or a member of one is in its state";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.At, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var at = EventBounds.At(call);
        var daemon = await call.DaemonAsync();
        var why = Invocation.Take(await daemon.History.WhyAsync(call.Operands[0], at, call.Cancel));
        if (call.Render.Structured(why, JsonText.Indented.WhyView))
            return 0;
        if (call.Render.Format == "csv")
        {
            CsvWriter.Write(call.Out, why.Chain, Columns);
            return 0;
        }
        call.Out.Write(Printable.Text(why.Summary) + "\n");
        if (why.Chain.Count > 0)
        {
            call.Out.Write("\n");
            call.Render.Table(why.Chain, Columns);
        }
        return 0;
    }
}
