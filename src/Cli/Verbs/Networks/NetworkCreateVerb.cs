using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkCreateVerb : Verb
{
    private static readonly Option Subnet = new("--subnet", null, "SUBNET", "10.1.0.0/24 or fd00:1::/64; one of each family (default: an IPv4 one that meets nothing)") { Repeats = true };
    private static readonly Option Gateway = new("--gateway", null, "ADDRESS", "The bridge's own address (default: the subnet's first)") { Repeats = true };
    private static readonly Option IPv6 = new("--ipv6", null, null, "Choose an IPv6 subnet, too");
    private static readonly Option Internal = new("--internal", null, null, "Nobody outside is reached from it, and nobody reaches into it but the host");
    private static readonly Option Isolated = new("--isolated", null, null, "The same as --internal");
    private static readonly Option Mtu = new("--mtu", null, "BYTES", "Largest packet (default 1500)");
    private static readonly Option NoNat = new("--no-nat", null, null, "Containers leave by their own addresses, and may be reached by them");
    private static readonly Option NoDns = new("--no-dns", null, null, "The engine answers no questions for names there");
    private static readonly Option Label = new("--label", "-l", "K=V", "Label of the network") { Repeats = true };
    private static readonly Option Type = new("--type", null, "TYPE", "bridge (default), macvlan or ipvlan") { Choices = ["bridge", "macvlan", "ipvlan"] };
    private static readonly Option Parent = new("--parent", null, "DEVICE", "The host's device below a macvlan or ipvlan");

    public override string Name => "network create";

    public override string Summary => "Make a network for containers: a bridge with addresses, names and a way out";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Subnet, Gateway, IPv6, Internal, Isolated, Mtu, NoNat, NoDns, Label, Type, Parent];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        var request = new NetworkCreateRequest
        {
            Name = call.Operands[0],
            Type = given.Get(Type) ?? "bridge",
            Subnets = [.. given.All(Subnet)],
            Gateways = [.. given.All(Gateway)],
            IPv6 = given.Has(IPv6),
            Isolated = given.Has(Internal) || given.Has(Isolated),
            Nat = !given.Has(NoNat),
            Dns = !given.Has(NoDns),
            Mtu = given.Integer(Mtu, 68, ushort.MaxValue),
            Parent = given.Get(Parent),
            Labels = given.Pairs(Label),
        };
        var daemon = await call.DaemonAsync();
        call.Out.WriteLine(Invocation.Take(await daemon.Networks.CreateAsync(request, call.Cancel)).Name);
        return 0;
    }
}
