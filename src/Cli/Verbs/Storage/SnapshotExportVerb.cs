using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class SnapshotExportVerb : Verb
{
    private static readonly Option Output = new("--output", "-o", "FILE", "Write to a file instead of stdout");

    public override string Name => "snapshot export";

    public override string Summary => "Write a snapshot's whole root as a tar archive; orch image import FILE NAME:TAG makes an image of it anywhere";

    public override string Operands => "CONTAINER SNAPSHOT";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [Output];

    public override async Task<int> RunAsync(Invocation call)
    {
        var file = call.Arguments.Get(Output);
        TarOutput.RefuseTerminal(call, file is null, "orch snapshot export -o FILE CONTAINER SNAPSHOT");
        var daemon = await call.DaemonAsync();
        using var answer = Invocation.Take(await daemon.Containers.ExportSnapshotAsync(call.Operands[0], call.Operands[1], call.Cancel));
        await TarOutput.CopyAsync(call, answer, file);
        return 0;
    }
}
