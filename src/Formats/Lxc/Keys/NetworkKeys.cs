using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class NetworkKeys
{
    public static readonly LxcKey[] All =
    [
        new("lxc.net", LxcTypes.Nothing, CarriedOut, "Empty clears all devices.") { Group = true },
        new("lxc.net.N", LxcTypes.Nothing, CarriedOut, "Empty clears the device N.") { Group = true },
        Device("type", LxcTypes.NetType, "empty is loopback only, also without any lxc.net; none is the host's network and stands alone. vlan and ipvlan need a kernel that has them. A daemon of an ordinary user gives empty, none, and plain veth to bridges of /etc/lxc/lxc-usernet."),
        Device("flags", LxcTypes.Text, "up, or nothing: the interface stays down then, as with LXC."),
        Device("link", LxcTypes.Text, "Of veth the bridge; it has to be there."),
        Device("l2proxy", LxcTypes.Flag, "The link answers for the addresses. Its forwarding and proxy_ndp have to be on, and nothing else of the host is changed."),
        Device("name", LxcTypes.Interface, "With %d in it the engine numbers: eth0, eth1, …"),
        Device("hwaddr", LxcTypes.Text, "Each x becomes a random digit when the container is made. Without it the address follows from the container and stays the same."),
        Device("mtu", LxcTypes.Text, "Without it a veth pair has the bridge's."),
        Device("ipv4.address", LxcTypes.Address4, "Without a length that of the address's class, as with LXC.") with { List = true },
        Device("ipv4.gateway", LxcTypes.Gateway4, "auto is the first address of the link, in router mode 169.254.1.1."),
        Device("ipv6.address", LxcTypes.Address6, "Used at once, without looking for another who has it.") with { List = true },
        Device("ipv6.gateway", LxcTypes.Gateway6, "auto is the first address of the link, in router mode fe80::1."),
        Device("veth.mode", LxcTypes.Choice("bridge", "router"), "router: the host routes to the addresses, by parameters of its end of the pair alone."),
        Device("veth.pair", LxcTypes.Interface, "Without it a name that holds the node's mark."),
        Device("veth.n_rxqueues", LxcTypes.Number, "1 to 4096."),
        Device("veth.n_txqueues", LxcTypes.Number, "1 to 4096."),
        Device("veth.ipv4.route", LxcTypes.Address4, "The host's routes; they go with the pair.") with { List = true },
        Device("veth.ipv6.route", LxcTypes.Address6, "The host's routes; they go with the pair.") with { List = true },
        Device("veth.vlan.id", LxcTypes.VlanIdOrNone, "The bridge has to filter by tags (vlan_filtering)."),
        Device("veth.vlan.tagged.id", LxcTypes.VlanId, "The bridge has to filter by tags (vlan_filtering).") with { List = true },
        Device("vlan.id", LxcTypes.VlanId, ""),
        Device("macvlan.mode", LxcTypes.Choice("private", "vepa", "bridge", "passthru"), "Without it private, as with LXC."),
        Device("ipvlan.mode", LxcTypes.Choice("l3", "l3s", "l2"), ""),
        Device("ipvlan.isolation", LxcTypes.Choice("bridge", "private", "vepa"), ""),
        Device("script.up", LxcTypes.Command, "On the host, before the start; a failure ends it."),
        Device("script.down", LxcTypes.Command, "On the host, after the end; a failure is only told."),
    ];

    private static LxcKey Device(string name, LxcType type, string note) => new($"lxc.net.N.{name}", type, CarriedOut, note);
}
