using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImagePushVerb : Verb
{
    public override string Name => "image push";

    public override IReadOnlyList<string> Aliases => ["push"];

    public override string Summary => "Push an image to the registry of its name, or to another one";

    public override string Operands => "IMAGE [TARGET]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [RegistryOptions.Insecure, RegistryOptions.Ca, GlobalOptions.Quiet];

    public override async Task<int> RunAsync(Invocation call)
    {
        var target = call.Operands[^1];
        var daemon = await call.DaemonAsync();
        await RegistryOptions.TrustAsync(call, daemon, target);
        var request = new ImagePullRequest { Image = call.Operands[0], Target = target, Insecure = RegistryOptions.IsInsecure(call, target) };
        var last = await LayerBars.ShowAsync(call, $"pushing {target}", "uploading", daemon.Images.PushAsync(request, call.Cancel));
        if (last.Problem is { } problem)
            throw new ProblemException(problem);
        call.Out.WriteLine(last.Image!.Digest);
        return 0;
    }
}
