namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class ConfigSetVerb : Verb
{
    public override string Name => "config set";

    public override string Summary => "Set a key in this root's orch.yaml; VALUE - reads it from stdin, which keeps a password off the command line";

    public override string Operands => "KEY VALUE";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var key = ConfigKeys.Find(call.Operands[0], Name);
        var value = call.Operands[1];
        if (value == "-")
            value = (await call.Surroundings.In.Value.ReadToEndAsync(call.Cancel)).TrimEnd('\n', '\r');
        return ConfigFile.Change(call, key, value);
    }
}
