namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeRmVerb : Verb
{
    public override string Name => "volume rm";

    public override string Summary => "Remove volumes that no container mounts, with all they hold";

    public override string Operands => "NAME...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        foreach (var name in call.Operands)
            call.Out.WriteLine(Invocation.Take(await daemon.Volumes.RemoveAsync(name, call.Cancel)).Name);
        return 0;
    }
}
