namespace Orchestrator.Cli.Verbs;

/// <summary>Stands for a group without a command, such as <c>orch batch</c>.</summary>
internal sealed class GroupHelpVerb(string group, IReadOnlyList<Verb> verbs) : Verb
{
    public override string Name => group;

    public override string Summary => "";

    public override Task<int> RunAsync(Invocation call)
    {
        HelpText.OfGroup(call.Out, group, verbs);
        return Task.FromResult(0);
    }
}
