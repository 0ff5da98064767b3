using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class LogsVerb : Verb
{
    public static Option Follow { get; } = new("--follow", "-f", null, "Go on with what comes, until the container ends");

    public static Option Tail { get; } = new("--tail", "-n", "N", "Only the last N lines of each stream");

    public override string Name => "logs";

    public override string Summary => "Show what a container wrote: its stdout to stdout, its stderr to stderr";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Follow, Tail];

    public override async Task<int> RunAsync(Invocation call)
    {
        var tail = call.Arguments.Get(Tail) == "all" ? null : call.Arguments.Integer(Tail, 0, int.MaxValue);
        var daemon = await call.DaemonAsync();
        return await ShowAsync(call, daemon, call.Operands[0], call.Arguments.Has(Follow), tail);
    }

    public static async Task<int> ShowAsync(Invocation call, OrchClient daemon, string name, bool follow, int? tail)
    {
        using var reader = Invocation.Take(await daemon.Containers.LogsAsync(name, follow, tail, call.Cancel));
        var (_, problem) = await new OutputPump(call.Surroundings).CopyAsync(reader, _ => { }, call.Cancel);
        return problem is null ? 0 : call.Report(problem);
    }
}
