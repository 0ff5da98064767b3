using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Fleet;

namespace Orchestrator.Cli.Verbs.Fleet;

internal sealed class FleetStatusVerb : Verb
{
    private static readonly IReadOnlyList<Column<FleetStatusView>> Columns =
    [
        new("NODE", v => v.Node),
        new("FROZEN", v => v.Frozen ? "yes" : "no"),
        new("BY", v => v.Holds.Count == 0 ? "-" : string.Join(" and ", v.Holds.Select(h => h.Owner))),
        new("REASON", v => v.Freeze?.Reason ?? "-"),
        new("SINCE", v => ContainerColumns.Time(v.Freeze?.Since)),
        new("UNTIL", v => ContainerColumns.Time(v.Freeze?.Until)),
        new("BARRIER SINCE", v => ContainerColumns.Time(v.BarrierStart)),
        new("CONTAINERS", v => v.Total.ToString(CultureInfo.InvariantCulture)),
        new("STATES", v => string.Join(", ", v.States.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}"))),
    ];

    public override string Name => "fleet status";

    public override string Summary => "Show whether the fleet is frozen, and how many containers are in which state";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        call.Render.One(Invocation.Take(await daemon.Fleet.StatusAsync(call.Cancel)), Columns, JsonText.Indented.FleetStatusView);
        return 0;
    }
}
