using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotRmVerb : Verb
{
    private static readonly Option All = new("--all", "-a", null, "All snapshots of the container");

    public override string Name => "snapshot rm";

    public override string Summary => "Remove snapshots; containers made from them keep their files: orch snapshot rm web snap0";

    public override string Operands => "CONTAINER SNAPSHOT...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (name, all) = (call.Operands[0], call.Arguments.Has(All));
        if (all != (call.Operands.Count == 1))
            throw new UsageException(all ? "--all names them all; leave the names out" : "name the snapshots, or give --all", "snapshot rm");
        var daemon = await call.DaemonAsync();
        IReadOnlyList<string> snapshots = all
            ? [.. Invocation.Take(await daemon.Containers.SnapshotsAsync(name, call.Cancel)).Select(one => one.Name)]
            : [.. call.Operands.Skip(1)];
        foreach (var snapshot in snapshots)
        {
            Invocation.Take(await daemon.Containers.RemoveSnapshotAsync(name, snapshot, call.Cancel));
            call.Out.WriteLine(snapshot);
        }
        return 0;
    }
}
