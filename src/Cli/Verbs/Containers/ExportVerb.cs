using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class ExportVerb : Verb
{
    private static readonly Option Output = new("--output", "-o", "FILE", "Write to a file instead of stdout");

    public override string Name => "export";

    public override string Summary => "Write a container's root as a tar archive, without what is mounted in it";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Output];

    public override async Task<int> RunAsync(Invocation call)
    {
        var file = call.Arguments.Get(Output);
        TarOutput.RefuseTerminal(call, file is null, "orch export -o FILE CONTAINER");
        var daemon = await call.DaemonAsync();
        using var answer = Invocation.Take(await daemon.Containers.ExportAsync(call.Operands[0], call.Cancel));
        await TarOutput.CopyAsync(call, answer, file);
        return 0;
    }
}
