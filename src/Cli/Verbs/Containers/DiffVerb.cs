using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class DiffVerb : Verb
{
    private static readonly IReadOnlyList<Column<FileChangeView>> Columns = [new("KIND", change => change.Kind), new("PATH", change => change.Path)];

    public override string Name => "diff";

    public override string Summary => "Show how a container's root differs from its image: A added, C changed, D deleted";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var changes = Invocation.Take(await daemon.Containers.ChangesAsync(call.Operands[0], call.Cancel));
        call.Render.List(changes, Columns, JsonText.Indented.IReadOnlyListFileChangeView, change => change.Path);
        return 0;
    }
}
