namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class RenameVerb : Verb
{
    public override string Name => "rename";

    public override string Summary => "Give a container another name";

    public override string Operands => "CONTAINER NEWNAME";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.RenameAsync(call.Operands[0], call.Operands[1], call.Cancel));
        call.Out.WriteLine(view.Name);
        return 0;
    }
}
