using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchLsVerb : ListVerb<BatchView>
{
    public override string Name => "batch ls";

    public override string Summary => "List batches";

    protected override IReadOnlyList<Column<BatchView>> Columns { get; } =
    [
        new("NAME", b => b.Name),
        new("STATE", b => b.State),
        new("DONE", b => $"{b.Counts.Done}/{b.Counts.Total}", Right: true),
        new("RUNNING", b => b.Counts.Running.ToString(CultureInfo.InvariantCulture), Right: true),
        new("FAILED", b => b.Counts.Failed.ToString(CultureInfo.InvariantCulture), Right: true),
        new("SUBMITTED", b => ContainerColumns.Time(b.SubmittedAt)),
        new("FINISHED", b => ContainerColumns.Time(b.FinishedAt)),
    ];

    protected override JsonTypeInfo<IReadOnlyList<BatchView>> Json => JsonText.Indented.IReadOnlyListBatchView;

    protected override Task<ApiResult<IReadOnlyList<BatchView>>> AskAsync(Invocation call, OrchClient daemon) =>
        daemon.Batches.ListAsync(call.Cancel);

    protected override string NameOf(BatchView batch) => batch.Name;
}
