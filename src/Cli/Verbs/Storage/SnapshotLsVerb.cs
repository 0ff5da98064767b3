using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotLsVerb : ListVerb<SnapshotView>
{
    public override string Name => "snapshot ls";

    public override string Summary => "List snapshots of a container, or of all: orch snapshot ls web";

    public override string Operands => "[CONTAINER]";

    public override int MaxOperands => 1;

    protected override IReadOnlyList<Column<SnapshotView>> Columns { get; } =
    [
        new("CONTAINER", s => s.Container),
        new("SNAPSHOT", s => s.Name),
        new("CREATED", s => ContainerColumns.Time(s.CreatedAt)),
        new("BY", s => s.By),
        new("COPIED", s => s.How == "shared" ? "-" : ByteSize.Format(s.Bytes), Machine: s => s.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("COMMENT", s => s.Comment ?? ""),
    ];

    protected override JsonTypeInfo<IReadOnlyList<SnapshotView>> Json => JsonText.Indented.IReadOnlyListSnapshotView;

    protected override Task<ApiResult<IReadOnlyList<SnapshotView>>> AskAsync(Invocation call, OrchClient daemon) =>
        daemon.Containers.SnapshotsAsync(call.Operands.Count > 0 ? call.Operands[0] : null, call.Cancel);

    protected override string NameOf(SnapshotView snapshot) => snapshot.Name;
}
