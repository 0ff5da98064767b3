using Orchestrator.Contracts.Networks;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

internal static class NetworkMapper
{
    /// <summary>Null: none is asked for.</summary>
    /// <exception cref="BadRequestException">There is no such type.</exception>
    public static IReadOnlyList<NetworkSpec>? Map(IReadOnlyList<NetworkRequest> requests) =>
        requests.Count == 0 ? null : [.. requests.Select(Map)];

    /// <summary>What a job's one word says: none, host, or one interface.</summary>
    /// <exception cref="BadRequestException">It is none of these.</exception>
    public static IReadOnlyList<NetworkSpec>? OfWord(string? network)
    {
        if (network is null)
            return null;
        if (NetworkWords.Namespace(network) is { } word)
            return word is "none" or "host" ? null : throw new BadRequestException($"'network' of a job must be none, host, a network or type:KIND, not '{network}'");
        return NetworkWords.Interface(network, out var problem) is { } request ? [Map(request)] : throw new BadRequestException($"'network': {problem}");
    }

    private static NetworkSpec Map(NetworkRequest request) => new()
    {
        Type = request.Type switch
        {
            "network" => NetworkType.Network,
            "empty" => NetworkType.Empty,
            "veth" => NetworkType.Veth,
            "macvlan" => NetworkType.Macvlan,
            "ipvlan" => NetworkType.Ipvlan,
            "vlan" => NetworkType.Vlan,
            "phys" => NetworkType.Phys,
            _ => throw new BadRequestException($"'{request.Type}' is no type of a network interface: network, empty, veth, macvlan, ipvlan, vlan, phys"),
        },
        Network = request.Network,
        Link = request.Link,
        Name = request.Name,
        HostName = request.HostName,
        Mac = request.Mac,
        Mtu = request.Mtu,
        Addresses = request.Addresses,
        Gateway4 = request.Gateway4,
        Gateway6 = request.Gateway6,
        Routes = request.Routes,
        Aliases = request.Aliases,
        IngressBitsPerSecond = request.IngressBitsPerSecond,
        EgressBitsPerSecond = request.EgressBitsPerSecond,
        Up = request.Up,
        Mode = request.Mode,
        Isolation = request.Isolation,
        VlanId = request.VlanId,
        TaggedVlans = request.TaggedVlans,
        HostRoutes = request.HostRoutes,
        NeighbourProxy = request.NeighbourProxy,
        SourceFilter = request.SourceFilter,
    };
}
