using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageTagVerb : Verb
{
    public override string Name => "image tag";

    public override string Summary => "Give an image one more name";

    public override string Operands => "IMAGE NAME";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var image = Invocation.Take(await daemon.Images.TagAsync(new ImageTagRequest(call.Operands[0], call.Operands[1]), call.Cancel));
        call.Out.WriteLine(image.Digest);
        return 0;
    }
}
