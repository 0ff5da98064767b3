using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>What can be said of network interfaces without looking at the host.</summary>
internal static class NetworkCheck
{
    public static string? Check(ContainerSpec spec)
    {
        if (spec.Networks is not { Count: > 0 } networks)
            return null;
        if (networks.FirstOrDefault(network => network.Type is NetworkType.None or NetworkType.Host) is { } alone)
        {
            return $"The network type {Word(alone.Type)} is no interface: it stands alone, as the network of the namespaces"
                + $" ({(alone.Type == NetworkType.Host ? "Host" : "None")}). Leave out the other networks, or this one.";
        }
        if (!spec.Namespaces.OwnNetwork)
            return "Network interfaces need a network namespace of the container's own, but that is the host's or another container's. Leave out one of the two.";
        if (spec.Namespaces.IsJoined("user"))
            return "Network interfaces cannot be given to a container in the user namespace of another one: its network namespace would have to be made there. Leave out one of the two.";
        foreach (var network in networks)
        {
            if (One(network) is { } problem)
                return problem;
        }
        return InterfaceResolver.Resolve(Guid.Empty, networks, null, out var wrong) is null ? wrong : null;
    }

    public static string Word(NetworkType type) => type.ToString().ToLowerInvariant();

    private static string? One(NetworkSpec network)
    {
        var type = Word(network.Type);
        if (!Enum.IsDefined(network.Type))
            return $"'{network.Type}' is no type of a network interface.";
        if (network.Type == NetworkType.Network && string.IsNullOrEmpty(network.Network))
            return "An interface of a network needs the network's name.";
        if (network.Type is NetworkType.Macvlan or NetworkType.Ipvlan or NetworkType.Vlan or NetworkType.Phys && string.IsNullOrEmpty(network.Link))
            return $"A {type} interface needs the host's device that it {(network.Type == NetworkType.Phys ? "is" : "stands on")}: give its name as link.";
        if (network.Link is { } link && !InterfaceResolver.IsName(link))
            return $"'{link}' cannot be the name of a network device.";
        return Modes(network, type) ?? Vlans(network) ?? Limits(network, type) ?? OnlyOf(network, type);
    }

    private static string? Modes(NetworkSpec network, string type) => network.Type switch
    {
        NetworkType.Macvlan when InterfaceModes.Macvlan(network.Mode) is null =>
            $"'{network.Mode}' is no mode of macvlan. There are private, vepa, bridge and passthru.",
        NetworkType.Ipvlan when InterfaceModes.Ipvlan(network.Mode) is null => $"'{network.Mode}' is no mode of ipvlan. There are l2, l3 and l3s.",
        NetworkType.Ipvlan when InterfaceModes.IpvlanIsolation(network.Isolation) is null =>
            $"'{network.Isolation}' is no isolation of ipvlan. There are bridge, private and vepa.",
        NetworkType.Veth when network.Mode is not (null or "bridge" or "router") => $"'{network.Mode}' is no mode of veth. There are bridge and router.",
        NetworkType.Network or NetworkType.Vlan or NetworkType.Phys when network.Mode is not null => $"A {type} interface has no modes.",
        _ => null,
    };

    private static string? Vlans(NetworkSpec network)
    {
        if (network.Type == NetworkType.Vlan && network.VlanId is null)
            return "A vlan interface needs its tag, from 0 to 4094 (vlan=).";
        if (network.VlanId is < -1 or > 4094 || (network.VlanId == -1 && network.Type == NetworkType.Vlan) || network.TaggedVlans?.Any(tag => tag is < 0 or > 4094) == true)
            return "The tag of a vlan lies between 0 and 4094.";
        return null;
    }

    private static string? Limits(NetworkSpec network, string type)
    {
        var veth = network.Type is NetworkType.Veth or NetworkType.Network;
        if (network.IngressBitsPerSecond is not null && !veth)
            return $"What comes in by a {type} interface cannot be limited: there is no end of it on the host. Limit what goes out, or use a veth pair.";
        return network.RxQueues is < 1 or > 4096 || network.TxQueues is < 1 or > 4096 ? "A veth pair has 1 to 4096 queues." : null;
    }

    private static string? OnlyOf(NetworkSpec network, string type)
    {
        foreach (var (given, name, holds) in (ReadOnlySpan<(bool, string, bool)>)
            [
                (network.HostName is not null, "the name of an end on the host", network.Type is NetworkType.Veth or NetworkType.Network),
                (network.HostRoutes is not null, "routes of the host", network.Type == NetworkType.Veth),
                (network.TaggedVlans is not null, "tags of a bridge's port", network.Type == NetworkType.Veth),
                (network.Isolation is not null, "an isolation", network.Type == NetworkType.Ipvlan),
                (network.Network is not null, "a network's name", network.Type == NetworkType.Network),
                (network.Mac is not null, "a MAC address of its own", network.Type is not (NetworkType.Ipvlan or NetworkType.Vlan)),
                (network.NeighbourProxy == true, "a device that answers for it", network.Link is not null),
            ])
        {
            if (given && !holds)
                return $"A {type} interface has not {name}. Leave that out.";
        }
        return null;
    }
}
