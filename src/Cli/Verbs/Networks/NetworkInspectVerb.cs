using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkInspectVerb : Verb
{
    private static readonly IReadOnlyList<Column<NetworkView>> Columns =
    [
        new("NAME", n => n.Name),
        new("TYPE", n => n.Type),
        new("SUBNETS", n => Words(n.Subnets)),
        new("GATEWAYS", n => Words(n.Gateways)),
        new("ISOLATED", n => n.Isolated ? "yes" : "no"),
        new("NAT", n => n.Nat ? "yes" : "no"),
        new("DNS", n => n.Dns ? "yes" : "no"),
        new("DEVICE", n => n.Bridge ?? n.Parent ?? "-"),
        new("CREATED", n => $"{ContainerColumns.Time(n.CreatedAt)} by {n.Owner}"),
        new("CONTAINERS", n => Words([.. n.Containers.Select(c => $"{c.Name} ({string.Join(", ", c.Addresses)})")])),
    ];

    public override string Name => "network inspect";

    public override string Summary => "Show a network and who has which of its addresses";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        call.Render.One(Invocation.Take(await daemon.Networks.GetAsync(call.Operands[0], call.Cancel)), Columns, JsonText.Indented.NetworkView);
        return 0;
    }

    private static string Words(IReadOnlyList<string> words) => words.Count == 0 ? "-" : string.Join(' ', words);
}
