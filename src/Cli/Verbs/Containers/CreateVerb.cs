using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class CreateVerb : Verb
{
    private static readonly Option Remove = new("--rm", null, null, "Remove the container once it has ended");

    private static readonly Option Interactive = new("--interactive", "-i", null, "Keep its stdin open for orch attach");
    private static readonly Option Tty = new("--tty", null, null, "Give it a terminal of its own, /dev/console");

    public override string Name => "create";

    public override string Summary => "Create a container without starting it, and print its id";

    public override string Operands => "IMAGE [COMMAND [ARG...]] | NAME --config FILE|--bundle DIR [-- COMMAND [ARG...]]";

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<string> OptionsBehindOperand => ["--config", "--bundle"];

    public override IReadOnlyList<Option> Options { get; } = [Remove, Interactive, Tty, .. ContainerOptions.All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = ContainerOptions.Read(call.Arguments, call.Surroundings, call.Arguments.Has(Remove));
        request.Tty = call.Arguments.Has(Tty);
        request.Interactive = call.Arguments.Has(Interactive);
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.CreateAsync(request, start: false, call.Cancel));
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        call.Out.WriteLine(view.Id.ToString());
        return 0;
    }
}
