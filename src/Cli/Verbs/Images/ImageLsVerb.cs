using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageLsVerb : ListVerb<ImageView>
{
    private static readonly Option All = new("--all", "-a", null, "Also images that have no name any more");

    public override string Name => "image ls";

    public override IReadOnlyList<string> Aliases => ["images"];

    public override string Summary => "List images";

    protected override IReadOnlyList<Option> Choices { get; } = [All];

    protected override IReadOnlyList<Column<ImageView>> Columns { get; } =
    [
        new("NAME", i => i.Name ?? "-"),
        new("DIGEST", i => i.Digest is { Length: > 19 } digest ? digest[..19] : i.Digest ?? "-", Machine: i => i.Digest ?? ""),
        new("SIZE", i => ByteSize.Format(i.SizeBytes), Right: true, i => i.SizeBytes.ToString(CultureInfo.InvariantCulture)),
        new("LAYERS", i => i.Layers.ToString(CultureInfo.InvariantCulture), Right: true),
        new("CREATED", i => ContainerColumns.Time(i.CreatedAt)),
    ];

    protected override JsonTypeInfo<IReadOnlyList<ImageView>> Json => JsonText.Indented.IReadOnlyListImageView;

    protected override Task<ApiResult<IReadOnlyList<ImageView>>> AskAsync(Invocation call, OrchClient daemon) =>
        daemon.Images.ListAsync(call.Cancel, call.Arguments.Has(All));

    protected override string NameOf(ImageView image) => image.Name ?? image.Digest ?? "";
}
