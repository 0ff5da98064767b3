using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<BatchView>> Columns =
    [
        new("NAME", b => b.Name),
        new("STATE", b => b.State),
        new("DONE", b => $"{b.Counts.Done}/{b.Counts.Total}", Right: true),
        new("RUNNING", b => b.Counts.Running.ToString(CultureInfo.InvariantCulture), Right: true),
        new("FAILED", b => b.Counts.Failed.ToString(CultureInfo.InvariantCulture), Right: true),
        new("SUBMITTED", b => ContainerColumns.Time(b.SubmittedAt)),
        new("FINISHED", b => ContainerColumns.Time(b.FinishedAt)),
    ];

    public override string Name => "batch ls";

    public override string Summary => "List batches";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var batches = Invocation.Take(await daemon.Batches.ListAsync(call.Cancel));
        call.Render.List(batches, Columns, JsonText.Indented.IReadOnlyListBatchView, batch => batch.Name);
        return 0;
    }
}
