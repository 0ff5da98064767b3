using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class AttachVerb : Verb, IHandlesSignals
{
    private static readonly Option NoStdin = new("--no-stdin", null, null, "Only watch: pass nothing on that is typed");
    private static readonly Option SigProxy = new("--sig-proxy", null, "true|false", "Pass signals on to the container (default true)") { Choices = ["true", "false"] };

    public override string Name => "attach";

    public override string Summary => "Join a running container's own stdin and output, end with its exit code";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [ConsoleOptions.Keys, NoStdin, SigProxy];

    public override async Task<int> RunAsync(Invocation call)
    {
        var keys = ConsoleOptions.ReadKeys(call);
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.GetAsync(call.Operands[0], call.Cancel));
        if (view.Pid is null)
        {
            return call.Report(new Problem
            {
                Title = $"{view.Name} does not run. Start it first: orch start {view.Name}", Status = 409, ExitCode = 125,
            });
        }
        var use = view.Console is { } console
            ? new ConsoleUse(console.Tty, console.Stdin && !call.Arguments.Has(NoStdin), keys)
            : null;
        return await new AttachedRun(call, daemon, use, call.Arguments.Get(SigProxy) != "false").AttachAsync(view);
    }
}
