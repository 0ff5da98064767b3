using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class SystemPruneVerb : Verb
{
    private static readonly Option All = new("--all", "-a", null, "Also images that have a name, if no container uses them");

    public override string Name => "system prune";

    public override string Summary => "Remove what nothing uses: images without a name and a container, layers and downloads of none";

    public override IReadOnlyList<Option> Options { get; } = [All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var removed = Invocation.Take(await daemon.Images.PruneAsync(call.Arguments.Has(All), call.Cancel));
        ImageRmVerb.Print(call, removed);
        call.Note($"orch: {ByteSize.Format(removed.FreedBytes)} freed; containers and volumes stay until: orch rm, orch volume rm");
        return 0;
    }
}
