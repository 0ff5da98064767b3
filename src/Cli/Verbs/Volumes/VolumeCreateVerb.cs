namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeCreateVerb : Verb
{
    public override string Name => "volume create";

    public override string Summary => "Make a volume; -v NAME:DIR makes it as well";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        call.Out.WriteLine(Invocation.Take(await daemon.Volumes.CreateAsync(call.Operands[0], call.Cancel)).Name);
        return 0;
    }
}
