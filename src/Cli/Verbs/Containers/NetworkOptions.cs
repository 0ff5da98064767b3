using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>--network</c>, which repeats, and Docker's short options for the first of them.</summary>
internal static class NetworkOptions
{
    private static readonly Option Network = new("--network", null, "NET", "none (loopback only), host, container:NAME, a pid or a path; a network NAME[,ip=ADDRESS,alias=NAME,…]; or type:veth|macvlan|ipvlan|vlan|phys,link=DEVICE[,ip=ADDRESS/PREFIX,gateway=ADDRESS,mtu=N,in=10M,out=10M,…]") { Choices = ["none", "host"], Open = true, Repeats = true };
    private static readonly Option Ip = new("--ip", null, "ADDRESS", "IPv4 address in the first network; of a type:… with its prefix");
    private static readonly Option Ip6 = new("--ip6", null, "ADDRESS", "IPv6 address in the first network");
    private static readonly Option Mac = new("--mac-address", null, "MAC", "MAC address in the first network");
    private static readonly Option Alias = new("--network-alias", null, "NAME", "One more name in the first network") { Repeats = true };

    public static IReadOnlyList<Option> All { get; } = [Network, Ip, Ip6, Mac, Alias];

    public static void Apply(ContainerRequest request, Arguments given)
    {
        List<NetworkRequest> networks = [];
        foreach (var text in given.All(Network))
        {
            if (NetworkWords.Namespace(text) is { } word)
            {
                if (request.Network is not null || given.All(Network).Count > 1)
                    throw new UsageException($"--network {text} stands alone: it is no interface beside others");
                request.Network = word;
            }
            else
            {
                networks.Add(NetworkWords.Interface(text, out var problem) ?? throw new UsageException($"--network {text}: {problem}"));
            }
        }
        string[] addresses = [.. given.Get(Ip) is { } four ? [four] : Array.Empty<string>(), .. given.Get(Ip6) is { } six ? [six] : Array.Empty<string>()];
        if (networks.Count == 0 && (addresses.Length > 0 || given.Get(Mac) is not null || given.All(Alias).Count > 0))
            throw new UsageException("--ip, --ip6, --mac-address and --network-alias need a --network that has interfaces");
        if (networks.Count > 0)
        {
            var first = networks[0];
            if (addresses.Length > 0)
                first.Addresses = [.. first.Addresses ?? [], .. addresses];
            if (given.All(Alias) is { Count: > 0 } aliases)
                first.Aliases = [.. first.Aliases ?? [], .. aliases];
            first.Mac = given.Get(Mac) ?? first.Mac;
        }
        request.Networks = networks;
    }
}
