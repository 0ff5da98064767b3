using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class LogsVerb : Verb
{
    public static Option Follow { get; } = new("--follow", "-f", null, "Go on with what comes, until the container ends");

    public static Option Tail { get; } = new("--tail", "-n", "N", "Only the last N lines of each stream");

    private static readonly Option Since = new("--since", null, "TIME|D", "Only lines from that time on, or from so long ago, e.g. 10m");

    private static readonly Option Timestamps = new("--timestamps", "-t", null, "Put before each line when it was first seen (to a tenth of a second)");

    public override string Name => "logs";

    public override string Summary => "Show what a container wrote: its stdout to stdout, its stderr to stderr";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Follow, Tail, Since, Timestamps];

    public override async Task<int> RunAsync(Invocation call)
    {
        var tail = call.Arguments.Get(Tail) == "all" ? null : call.Arguments.Integer(Tail, 0, int.MaxValue);
        var daemon = await call.DaemonAsync();
        return await ShowAsync(call, daemon, call.Operands[0], call.Arguments.Has(Follow), tail, call.Arguments.Get(Since), call.Arguments.Has(Timestamps));
    }

    public static async Task<int> ShowAsync(Invocation call, OrchClient daemon, string name, bool follow, int? tail, string? since = null, bool timestamps = false)
    {
        using var reader = Invocation.Take(await daemon.Containers.LogsAsync(name, follow, tail, call.Cancel, since, timestamps));
        var (_, problem) = await new OutputPump(call.Surroundings).CopyAsync(reader, _ => { }, call.Cancel);
        return problem is null ? 0 : call.Report(problem);
    }
}
