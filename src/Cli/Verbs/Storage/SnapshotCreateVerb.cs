using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotCreateVerb : Verb
{
    private static readonly Option Comment = new("--comment", "-c", "TEXT", "What it is for");
    private static readonly Option Live = new("--live", null, null, "Do not freeze a running container meanwhile: its files are kept as they happen to be");

    public override string Name => "snapshot create";

    public override string Summary => "Keep the files of a container as they are now, and print the snapshot's name: orch snapshot create web before-update";

    public override string Operands => "CONTAINER [SNAPSHOT]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [Comment, Live];

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = new SnapshotRequest
        {
            Name = call.Operands.Count > 1 ? call.Operands[1] : null, Comment = call.Arguments.Get(Comment), Live = call.Arguments.Has(Live),
        };
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.SnapshotAsync(call.Operands[0], request, call.Cancel));
        call.Out.WriteLine(request.Name ?? view.Snapshots[^1].Name);
        return 0;
    }
}
