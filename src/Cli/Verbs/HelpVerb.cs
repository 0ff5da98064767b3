namespace Orchestrator.Cli.Verbs;

internal sealed class HelpVerb(VerbTable verbs) : Verb
{
    public override string Name => "help";

    public override string Summary => "Show all commands, or one";

    public override string Operands => "[COMMAND]";

    public override int MaxOperands => 2;

    public override Task<int> RunAsync(Invocation call)
    {
        if (call.Operands.Count == 0)
        {
            HelpText.OfAll(call.Out, verbs);
            return Task.FromResult(0);
        }
        var name = string.Join(' ', call.Operands);
        if (verbs.Find(name) is { } verb)
            HelpText.OfVerb(call.Out, verb);
        else if (verbs.Group(name) is { Count: > 0 } group)
            HelpText.OfGroup(call.Out, name, group);
        else
            throw new Parsing.UsageException($"'{name}' is no orch command");
        return Task.FromResult(0);
    }
}
