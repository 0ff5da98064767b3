using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class NetworkKeys
{
    private const string OfDevice = "Belongs to a device that is refused by its type; with type empty or none it has no meaning.";

    public static readonly LxcKey[] All =
    [
        new("lxc.net", LxcTypes.Nothing, CarriedOut, "Empty clears all devices.") { Group = true },
        new("lxc.net.N", LxcTypes.Nothing, CarriedOut, "Empty clears the device N.") { Group = true },
        new("lxc.net.N.type", LxcTypes.NetType, Partly, "empty (loopback only, also without any lxc.net) and none (the host's network). veth, vlan, macvlan, ipvlan and phys are refused: the engine gives no network devices yet."),
        Device("flags", LxcTypes.Text),
        Device("link", LxcTypes.Text),
        Device("l2proxy", LxcTypes.Flag),
        Device("name", LxcTypes.Interface),
        Device("hwaddr", LxcTypes.Text),
        Device("mtu", LxcTypes.Text),
        Device("ipv4.address", LxcTypes.Address4) with { List = true },
        Device("ipv4.gateway", LxcTypes.Gateway4),
        Device("ipv6.address", LxcTypes.Address6) with { List = true },
        Device("ipv6.gateway", LxcTypes.Gateway6),
        Device("veth.mode", LxcTypes.Choice("bridge", "router")),
        Device("veth.pair", LxcTypes.Interface),
        Device("veth.n_rxqueues", LxcTypes.Number),
        Device("veth.n_txqueues", LxcTypes.Number),
        Device("veth.ipv4.route", LxcTypes.Address4) with { List = true },
        Device("veth.ipv6.route", LxcTypes.Address6) with { List = true },
        Device("veth.vlan.id", LxcTypes.VlanIdOrNone),
        Device("veth.vlan.tagged.id", LxcTypes.VlanId) with { List = true },
        Device("vlan.id", LxcTypes.VlanId),
        Device("macvlan.mode", LxcTypes.Choice("private", "vepa", "bridge", "passthru")),
        Device("ipvlan.mode", LxcTypes.Choice("l3", "l3s", "l2")),
        Device("ipvlan.isolation", LxcTypes.Choice("bridge", "private", "vepa")),
        Device("script.up", LxcTypes.Command),
        Device("script.down", LxcTypes.Command),
    ];

    private static LxcKey Device(string name, LxcType type) => new($"lxc.net.N.{name}", type, Refused, OfDevice);
}
