using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Templates;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageCreateVerb : Verb
{
    private static readonly Option Template = new("--template", "-t", "TEMPLATE", "What to make it of (default: the template of that name)");

    public override string Name => "image create";

    public override string Summary => "Make an image from a template: orch image create base -t local -- -f rootfs.tar.xz";

    public override string Operands => "NAME [-- OPTION...]";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Template];

    public override async Task<int> RunAsync(Invocation call)
    {
        var name = call.Operands[0];
        var daemon = await call.DaemonAsync();
        var made = await TemplateMaker.MakeAsync(call, daemon, call.Arguments.Get(Template) ?? name, name, name, [.. call.Operands.Skip(1)]);
        call.Out.WriteLine(Invocation.Take(await daemon.Images.InspectAsync(made.Image, call.Cancel)).Digest);
        return 0;
    }
}
