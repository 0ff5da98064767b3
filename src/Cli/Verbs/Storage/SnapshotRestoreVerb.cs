using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotRestoreVerb : Verb
{
    private static readonly Option To = new("--to", null, "NAME", "Make a new container of it, and leave this one as it is");

    public override string Name => "snapshot restore";

    public override string Summary => "Put a snapshot in the place of a stopped container's files: orch snapshot restore web before-update";

    public override string Operands => "CONTAINER SNAPSHOT";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [To];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (name, snapshot) = (call.Operands[0], call.Operands[1]);
        var daemon = await call.DaemonAsync();
        var view = call.Arguments.Get(To) is { } copy
            ? Invocation.Take(await daemon.Containers.CopyAsync(name, new CopyRequest { Name = copy, Snapshot = snapshot, Share = true }, call.Cancel))
            : Invocation.Take(await daemon.Containers.RestoreAsync(name, snapshot, call.Cancel));
        call.Out.WriteLine(view.Name);
        return 0;
    }
}
