using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeLsVerb : ListVerb<VolumeView>
{
    public override string Name => "volume ls";

    public override string Summary => "List volumes and who mounts them";

    protected override IReadOnlyList<Column<VolumeView>> Columns { get; } =
    [
        new("NAME", v => v.Name),
        new("CREATED", v => ContainerColumns.Time(v.CreatedAt)),
        new("LABELS", v => v.Labels.Count == 0 ? "-" : Labels(v), Machine: Labels),
        new("USED BY", v => v.UsedBy.Count == 0 ? "-" : string.Join(' ', v.UsedBy), Machine: v => string.Join(' ', v.UsedBy)),
    ];

    protected override JsonTypeInfo<IReadOnlyList<VolumeView>> Json => JsonText.Indented.IReadOnlyListVolumeView;

    protected override IReadOnlyList<Option> Choices => [GlobalOptions.Filter];

    protected override async Task<ApiResult<IReadOnlyList<VolumeView>>> AskAsync(Invocation call, OrchClient daemon)
    {
        var filter = new VolumeFilter(call.Arguments);
        var answer = await daemon.Volumes.ListAsync(call.Cancel);
        return answer.Value is { } volumes ? new([.. volumes.Where(filter.Fits)], null) : answer;
    }

    protected override string NameOf(VolumeView volume) => volume.Name;

    private static string Labels(VolumeView volume) =>
        string.Join(' ', volume.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
