using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Templates;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class CreateVerb : Verb
{
    private static readonly Option Template = new("--template", "-t", "TEMPLATE", "Make it from a template (orch template ls); the first operand is its name then, and the template's options stand behind --");
    private static readonly Option Remove = new("--rm", null, null, "Remove the container once it has ended");

    private static readonly Option Interactive = new("--interactive", "-i", null, "Keep its stdin open for orch attach");
    private static readonly Option Tty = new("--tty", null, null, "Give it a terminal of its own, /dev/console");

    public override string Name => "create";

    public override string Summary => "Create a container without starting it, and print its id";

    public override string Operands => "IMAGE [COMMAND [ARG...]] | NAME --config FILE|--bundle DIR [-- COMMAND [ARG...]] | NAME -t TEMPLATE [-- OPTION...]";

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<string> OptionsBehindOperand => ["--config", "--bundle", "--template", "-t"];

    public override IReadOnlyList<Option> Options { get; } = [Template, Remove, Interactive, Tty, .. ContainerOptions.All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var template = call.Arguments.Get(Template);
        // Before anything is made: whatever is wrong with the rest.
        var request = template is null ? ContainerOptions.Read(call.Arguments, call.Surroundings, call.Arguments.Has(Remove)) : null;
        var daemon = await call.DaemonAsync();
        request ??= await FromTemplateAsync(call, daemon, template!);
        request.Tty = call.Arguments.Has(Tty);
        request.Interactive = call.Arguments.Has(Interactive);
        var view = Invocation.Take(await daemon.Containers.CreateAsync(request, start: false, call.Cancel));
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        call.Out.WriteLine(view.Id.ToString());
        return 0;
    }

    private static async Task<ContainerRequest> FromTemplateAsync(Invocation call, OrchClient daemon, string template)
    {
        if (call.Operands.Count == 0)
            throw new UsageException("a NAME is wanted before -t TEMPLATE", "create");
        var name = call.Operands[0];
        ContainerOptions.Read(call.Arguments, call.Surroundings, call.Arguments.Has(Remove), new MadeRoot(template, null));
        var made = await TemplateMaker.MakeAsync(call, daemon, template, name, image: null, [.. call.Operands.Skip(1)]);
        return ContainerOptions.Read(call.Arguments, call.Surroundings, call.Arguments.Has(Remove), made);
    }
}
