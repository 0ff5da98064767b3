using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageInspectVerb : Verb
{
    public override string Name => "image inspect";

    public override string Summary => "Show an image: names, layers, and how it wants to be run";

    public override string Operands => "IMAGE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var image = Invocation.Take(await daemon.Images.InspectAsync(call.Operands[0], call.Cancel));
        call.Render.One(image, Columns, JsonText.Indented.ImageDetail);
        return 0;
    }

    private static readonly IReadOnlyList<Column<ImageDetail>> Columns =
    [
        new("NAMES", i => i.Names.Count == 0 ? "-" : string.Join(", ", i.Names)),
        new("DIGEST", i => i.Digest),
        new("PLATFORM", i => i.Platform ?? "-"),
        new("LAYERS", i => string.Join(' ', i.Layers.Select(layer => layer.DiffId ?? "(a folder)"))),
        new("ENTRYPOINT", i => Words(i.Config?.Entrypoint)),
        new("CMD", i => Words(i.Config?.Cmd)),
        new("ENV", i => Words(i.Config?.Env)),
        new("USER", i => i.Config?.User ?? "-"),
        new("WORKDIR", i => i.Config?.WorkingDir ?? "-"),
        new("PORTS", i => Words(i.Config?.ExposedPorts)),
        new("VOLUMES", i => Words(i.Config?.Volumes)),
        new("HEALTHCHECK", i => Words(i.Config?.Healthcheck)),
    ];

    private static string Words(IReadOnlyList<string>? words) => words is null or { Count: 0 } ? "-" : string.Join(' ', words);
}
