using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImagePullVerb : Verb
{
    public override string Name => "image pull";

    public override IReadOnlyList<string> Aliases => ["pull"];

    public override string Summary => "Pull images from registries, such as debian:12 or registry.example:5000/team/web";

    public override string Operands => "IMAGE...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [RegistryOptions.Platform, RegistryOptions.Insecure, RegistryOptions.Ca, GlobalOptions.Quiet];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        foreach (var name in call.Operands)
        {
            await RegistryOptions.TrustAsync(call, daemon, name);
            var request = new ImagePullRequest
            {
                Image = name,
                Platform = call.Arguments.Get(RegistryOptions.Platform),
                Insecure = RegistryOptions.IsInsecure(call, name),
            };
            var last = await LayerBars.ShowAsync(call, $"pulling {name}", "downloading", daemon.Images.PullAsync(request, call.Cancel));
            if (last.Problem is { } problem)
                throw new ProblemException(problem);
            if (last.Changed == false && !call.Arguments.Has(GlobalOptions.Quiet))
                call.Note($"orch: {name} was here before and is up to date");
            call.Out.WriteLine(last.Image!.Digest);
        }
        return 0;
    }
}
