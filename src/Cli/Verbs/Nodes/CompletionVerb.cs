using Orchestrator.Cli.Completions;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class CompletionVerb : Verb
{
    public override string Name => "completion";

    public override string Summary => "Print a completion script for bash, zsh or fish";

    public override string Operands => "bash|zsh|fish";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override Task<int> RunAsync(Invocation call)
    {
        var table = AllVerbs.Table();
        call.Out.Write(call.Operands[0] switch
        {
            "bash" => BashCompletion.Script(table),
            "zsh" => ZshCompletion.Script(table),
            "fish" => FishCompletion.Script(table),
            var other => throw new Parsing.UsageException($"there is a completion for bash, zsh and fish, not for '{other}'", Name),
        });
        return Task.FromResult(0);
    }
}
