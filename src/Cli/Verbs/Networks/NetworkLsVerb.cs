using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkLsVerb : ListVerb<NetworkView>
{
    public override string Name => "network ls";

    public override string Summary => "List networks";

    protected override IReadOnlyList<Column<NetworkView>> Columns { get; } =
    [
        new("NAME", n => n.Name),
        new("TYPE", n => n.Type),
        new("SUBNETS", n => n.Subnets.Count == 0 ? "-" : string.Join(' ', n.Subnets), Machine: n => string.Join(' ', n.Subnets)),
        new("ISOLATED", n => n.Isolated ? "yes" : "no"),
        new("CONTAINERS", n => n.Containers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("CREATED", n => ContainerColumns.Time(n.CreatedAt)),
    ];

    protected override JsonTypeInfo<IReadOnlyList<NetworkView>> Json => JsonText.Indented.IReadOnlyListNetworkView;

    protected override Task<ApiResult<IReadOnlyList<NetworkView>>> AskAsync(Invocation call, OrchClient daemon) =>
        daemon.Networks.ListAsync(call.Cancel);

    protected override string NameOf(NetworkView network) => network.Name;
}
