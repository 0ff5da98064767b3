using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<SnapshotView>> Columns =
    [
        new("CONTAINER", s => s.Container),
        new("SNAPSHOT", s => s.Name),
        new("CREATED", s => ContainerColumns.Time(s.CreatedAt)),
        new("BY", s => s.By),
        new("COPIED", s => s.How == "shared" ? "-" : ByteSize.Format(s.Bytes), Machine: s => s.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("COMMENT", s => s.Comment ?? ""),
    ];

    public override string Name => "snapshot ls";

    public override string Summary => "List snapshots of a container, or of all: orch snapshot ls web";

    public override string Operands => "[CONTAINER]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var snapshots = Invocation.Take(await daemon.Containers.SnapshotsAsync(call.Operands.Count > 0 ? call.Operands[0] : null, call.Cancel));
        call.Render.List(snapshots, Columns, JsonText.Indented.IReadOnlyListSnapshotView, snapshot => snapshot.Name);
        return 0;
    }
}
