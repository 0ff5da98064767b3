using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<NetworkView>> Columns =
    [
        new("NAME", n => n.Name),
        new("TYPE", n => n.Type),
        new("SUBNETS", n => n.Subnets.Count == 0 ? "-" : string.Join(' ', n.Subnets), Machine: n => string.Join(' ', n.Subnets)),
        new("ISOLATED", n => n.Isolated ? "yes" : "no"),
        new("CONTAINERS", n => n.Containers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("CREATED", n => ContainerColumns.Time(n.CreatedAt)),
    ];

    public override string Name => "network ls";

    public override string Summary => "List networks";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var networks = Invocation.Take(await daemon.Networks.ListAsync(call.Cancel));
        call.Render.List(networks, Columns, JsonText.Indented.IReadOnlyListNetworkView, network => network.Name);
        return 0;
    }
}
