using System.Globalization;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>Interfaces as lxc.net.N.*; one of a network becomes a veth pair, whose bridge has the network's name.</summary>
internal static class LxcNetworkExport
{
    public static IEnumerable<(string Key, string Value)> Items(ContainerSpec spec)
    {
        if (spec.Networks is not { Count: > 0 } networks)
        {
            yield return ("lxc.net.0.type", spec.Namespaces.Network == NetworkMode.Host ? "none" : "empty");
            yield break;
        }
        foreach (var (index, network) in networks.Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"lxc.net.{index}.");
            foreach (var (key, value) in One(network))
                yield return (prefix + key, value);
        }
    }

    private static IEnumerable<(string, string)> One(NetworkSpec network)
    {
        var type = network.Type == NetworkType.Network ? NetworkType.Veth : network.Type;
        yield return ("type", NetworkCheck.Word(type));
        if (type == NetworkType.Empty)
            yield break;
        if (network.Up != false)
            yield return ("flags", "up");
        foreach (var (key, value) in ((string, string?)[])
            [
                ("link", network.Link ?? network.Network), ("name", network.Name), ("hwaddr", network.Mac), ("mtu", Text((int?)network.Mtu)),
                ("ipv4.gateway", network.Gateway4), ("ipv6.gateway", network.Gateway6), ("l2proxy", network.NeighbourProxy == true ? "1" : null),
                (type == NetworkType.Veth ? "veth.mode" : type == NetworkType.Ipvlan ? "ipvlan.mode" : "macvlan.mode", network.Mode ?? (type == NetworkType.Macvlan ? "bridge" : null)),
                ("ipvlan.isolation", network.Isolation), ("veth.pair", network.HostName),
                ("veth.n_rxqueues", Text(network.RxQueues)), ("veth.n_txqueues", Text(network.TxQueues)),
                (type == NetworkType.Vlan ? "vlan.id" : "veth.vlan.id", network.VlanId == -1 ? "none" : Text(network.VlanId)),
            ])
        {
            if (value is not null)
                yield return (key, value);
        }
        foreach (var address in network.Addresses ?? [])
        {
            var broadcast = network.Broadcasts?.GetValueOrDefault(address.Split('/')[0]);
            yield return (address.Contains(':') ? "ipv6.address" : "ipv4.address", broadcast is null ? address : $"{address} {broadcast}");
        }
        foreach (var route in network.HostRoutes ?? [])
            yield return (route.Contains(':') ? "veth.ipv6.route" : "veth.ipv4.route", route);
        foreach (var tag in network.TaggedVlans ?? [])
            yield return ("veth.vlan.tagged.id", Text(tag)!);
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
