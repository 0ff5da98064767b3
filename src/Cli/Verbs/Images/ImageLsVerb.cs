using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageLsVerb : Verb
{
    private static readonly Option All = new("--all", "-a", null, "Also images that have no name any more");

    private static readonly IReadOnlyList<Column<ImageView>> Columns =
    [
        new("NAME", i => i.Name ?? "-"),
        new("DIGEST", i => i.Digest is { Length: > 19 } digest ? digest[..19] : i.Digest ?? "-", Machine: i => i.Digest ?? ""),
        new("SIZE", i => ByteSize.Format(i.SizeBytes), Right: true, i => i.SizeBytes.ToString(CultureInfo.InvariantCulture)),
        new("LAYERS", i => i.Layers.ToString(CultureInfo.InvariantCulture), Right: true),
        new("CREATED", i => ContainerColumns.Time(i.CreatedAt)),
    ];

    public override string Name => "image ls";

    public override IReadOnlyList<string> Aliases => ["images"];

    public override string Summary => "List images";

    public override IReadOnlyList<Option> Options { get; } = [All, GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var images = Invocation.Take(await daemon.Images.ListAsync(call.Cancel, call.Arguments.Has(All)));
        call.Render.List(images, Columns, JsonText.Indented.IReadOnlyListImageView, image => image.Name ?? image.Digest ?? "");
        return 0;
    }
}
