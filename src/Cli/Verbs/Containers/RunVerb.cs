using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class RunVerb : Verb, IHandlesSignals
{
    private static readonly Option Detach = new("--detach", "-d", null, "Run in the background and print the container's id");
    private static readonly Option Remove = new("--rm", null, null, "Remove the container once it has ended");
    private static readonly Option Interactive = new("--interactive", "-i", null, "Pass this command's stdin on to it");
    private static readonly Option Tty = new("--tty", "-t", null, "Give it a terminal of its own, /dev/console");

    public override string Name => "run";

    public override string Summary => "Create and start a container, show its output, end with its exit code";

    public override string Operands => "IMAGE [COMMAND [ARG...]] | NAME --config FILE|--bundle DIR [-- COMMAND [ARG...]]";

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<string> OptionsBehindOperand => ["--config", "--bundle"];

    public override IReadOnlyList<Option> Options { get; } = [Detach, Remove, Interactive, Tty, ConsoleOptions.Keys, .. ContainerOptions.All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        var request = ContainerOptions.Read(given, call.Surroundings, given.Has(Remove));
        request.Tty = given.Has(Tty);
        request.Interactive = given.Has(Interactive);
        var use = request.Tty || request.Interactive || request.Ttys > 0
            ? new ConsoleUse(request.Tty || request.Ttys > 0, request.Interactive, ConsoleOptions.ReadKeys(call))
            : null;
        if (request.Tty && !request.Env.ContainsKey("TERM") && call.Surroundings.Environment.TryGetValue("TERM", out var terminal))
            request.Env = new Dictionary<string, string>(request.Env) { ["TERM"] = terminal };
        var daemon = await call.DaemonAsync();
        if (!given.Has(Detach))
            return await new AttachedRun(call, daemon, use).RunAsync(request);
        var view = Invocation.Take(await daemon.Containers.CreateAsync(request, start: true, call.Cancel));
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        call.Out.WriteLine(view.Id.ToString());
        return 0;
    }
}
