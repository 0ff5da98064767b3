using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<VolumeView>> Columns =
    [
        new("NAME", v => v.Name),
        new("CREATED", v => ContainerColumns.Time(v.CreatedAt)),
        new("USED BY", v => v.UsedBy.Count == 0 ? "-" : string.Join(' ', v.UsedBy), Machine: v => string.Join(' ', v.UsedBy)),
    ];

    public override string Name => "volume ls";

    public override string Summary => "List volumes and who mounts them";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var volumes = Invocation.Take(await daemon.Volumes.ListAsync(call.Cancel));
        call.Render.List(volumes, Columns, JsonText.Indented.IReadOnlyListVolumeView, volume => volume.Name);
        return 0;
    }
}
