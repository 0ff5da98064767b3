namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkRmVerb : Verb
{
    public override string Name => "network rm";

    public override string Summary => "Remove networks that no container has";

    public override string Operands => "NAME...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        foreach (var name in call.Operands)
            call.Out.WriteLine(Invocation.Take(await daemon.Networks.RemoveAsync(name, call.Cancel)).Name);
        return 0;
    }
}
