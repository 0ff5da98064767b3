using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class RunVerb : Verb, IHandlesSignals
{
    private static readonly Option Detach = new("--detach", "-d", null, "Run in the background and print the container's id");
    private static readonly Option Remove = new("--rm", null, null, "Remove the container once it has ended");
    private static readonly Option Interactive = new("--interactive", "-i", null, "Keep stdin open (not possible yet)");
    private static readonly Option Tty = new("--tty", "-t", null, "Give it a terminal (not possible yet)");

    public override string Name => "run";

    public override string Summary => "Create and start a container, show its output, end with its exit code";

    public override string Operands => "IMAGE [COMMAND [ARG...]] | NAME --config FILE|--bundle DIR [-- COMMAND [ARG...]]";

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<string> OptionsBehindOperand => ["--config", "--bundle"];

    public override IReadOnlyList<Option> Options { get; } = [Detach, Remove, Interactive, Tty, .. ContainerOptions.All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        if (given.Has(Interactive) || given.Has(Tty))
            throw new UsageException(
                "run cannot pass a terminal or stdin on yet; start it with -d, then: orch exec -it NAME sh", "run");
        var request = ContainerOptions.Read(given, call.Surroundings, given.Has(Remove));
        var daemon = await call.DaemonAsync();
        if (!given.Has(Detach))
            return await new AttachedRun(call, daemon).RunAsync(request);
        var view = Invocation.Take(await daemon.Containers.CreateAsync(request, start: true, call.Cancel));
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        call.Out.WriteLine(view.Id.ToString());
        return 0;
    }
}
