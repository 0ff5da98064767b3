namespace Orchestrator.Cli.Verbs.Images;

internal sealed class LogoutVerb : Verb
{
    public override string Name => "logout";

    public override string Summary => "Forget the login to a registry";

    public override string Operands => "[REGISTRY]";

    public override int MaxOperands => 1;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Images.LogoutAsync(call.Operands is [var named] ? named : "docker.io", call.Cancel));
        call.Note($"orch: the login to {view.Registry} is forgotten");
        return 0;
    }
}
