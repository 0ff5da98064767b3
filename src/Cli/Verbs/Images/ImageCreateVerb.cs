using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageCreateVerb : Verb
{
    private static readonly Option Template = new("--template", "-t", "TEMPLATE", "What to make it of (default: the template of that name)");

    public override string Name => "image create";

    public override string Summary => "Make an image out of what this machine has, such as busybox";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Template];

    public override async Task<int> RunAsync(Invocation call)
    {
        var name = call.Operands[0];
        var daemon = await call.DaemonAsync();
        var image = Invocation.Take(await daemon.Images.CreateAsync(new ImageRequest(name, call.Arguments.Get(Template) ?? name), call.Cancel));
        call.Out.WriteLine(image.Digest);
        return 0;
    }
}
