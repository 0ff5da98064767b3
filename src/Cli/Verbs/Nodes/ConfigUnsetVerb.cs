namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class ConfigUnsetVerb : Verb
{
    public override string Name => "config unset";

    public override string Summary => "Take the value of a key out of this root's orch.yaml, so that its default holds";

    public override string Operands => "KEY";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override Task<int> RunAsync(Invocation call) =>
        Task.FromResult(ConfigFile.Change(call, ConfigKeys.Find(call.Operands[0], Name), value: null));
}
