using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class CreateVerb : Verb
{
    private static readonly Option Remove = new("--rm", null, null, "Remove the container once it has ended");

    public override string Name => "create";

    public override string Summary => "Create a container without starting it, and print its id";

    public override string Operands => "IMAGE [COMMAND [ARG...]] | NAME --config FILE|--bundle DIR [-- COMMAND [ARG...]]";

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<string> OptionsBehindOperand => ["--config", "--bundle"];

    public override IReadOnlyList<Option> Options { get; } = [Remove, .. ContainerOptions.All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = ContainerOptions.Read(call.Arguments, call.Surroundings, call.Arguments.Has(Remove));
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.CreateAsync(request, start: false, call.Cancel));
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        call.Out.WriteLine(view.Id.ToString());
        return 0;
    }
}
