using System.Collections.Concurrent;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>Whether this host can give what is asked for: its devices, and what its kernel was built with.</summary>
internal static class HostCheck
{
    private static readonly ConcurrentDictionary<string, bool> Known = new();

    public static string? Check(IReadOnlyList<NetworkSpec> networks, NetlinkSocket host, HostNetwork home)
    {
        foreach (var network in networks)
        {
            if (Kind(network) is { } kind && LacksKind(kind) is { } lacking)
                return lacking;
            if (network.Link is { } name && Device(network, name, host) is { } problem)
                return problem;
            if (network.NeighbourProxy == true && home.Within(() => Proxying(network)) is { } unset)
                return unset;
        }
        return null;
    }

    /// <param name="plugs">Whether somebody outside can plug a link into a bridge.</param>
    public static string? Rootless(IReadOnlyList<NetworkSpec> networks, NetlinkSocket host, bool plugs)
    {
        foreach (var network in networks)
        {
            if (network.Type == NetworkType.Empty)
                continue;
            if (!plugs || !IsPlain(network))
            {
                return $"A {NetworkCheck.Word(network.Type)} interface needs root of the host: an ordinary user's daemon has no power over the host's network. "
                    + "It gives --network none, --network host, and plain veth pairs to a bridge that /etc/lxc/lxc-usernet lets the user plug into. Use one of these, or a daemon of root.";
            }
            if (Device(network, network.Link!, host) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>What lxc-user-nic(1) makes; all else about the host's end is for root.</summary>
    private static bool IsPlain(NetworkSpec network) => network is
    {
        Type: NetworkType.Veth, Link: not null, Mode: not "router", HostName: null, VlanId: null, TaggedVlans: null or { Count: 0 },
        HostRoutes: null or { Count: 0 }, NeighbourProxy: not true, IngressBitsPerSecond: null, EgressBitsPerSecond: null, SourceFilter: not true,
    };

    private static string? Device(NetworkSpec network, string name, NetlinkSocket host)
    {
        if (host.FindLink(name) is not { } link)
        {
            return network.Type == NetworkType.Veth
                ? $"There is no bridge '{name}' on this host. Make it (ip link add {name} type bridge), or use a network (orch network create)."
                : $"There is no network device '{name}' on this host. See ip link.";
        }
        if (network is { Type: NetworkType.Veth, Mode: not "router" } && link.Kind is not ("bridge" or "openvswitch"))
            return $"The device '{name}' is no bridge, but {link.Kind ?? "a device of another kind"}: a veth pair cannot be a port of it.";
        if (network.Type == NetworkType.Phys && (link.Flags & 0x8) != 0)
            return $"The device '{name}' is the host's loopback, which stays with the host.";
        if (network.Type == NetworkType.Phys && link.Kind == "bridge")
            return $"The device '{name}' is a bridge, which the kernel does not move to another network namespace.";
        return network.Type is NetworkType.Macvlan or NetworkType.Ipvlan or NetworkType.Vlan && (link.Flags & 0x8) != 0
            ? $"Nothing can stand on the loopback device '{name}'. Name a device that leads somewhere."
            : null;
    }

    /// <summary>The host's own parameters are its administrator's.</summary>
    private static string? Proxying(NetworkSpec network)
    {
        foreach (var (family, needed) in (ReadOnlySpan<(string, string)>)[("ipv4", "forwarding"), ("ipv6", "forwarding"), ("ipv6", "proxy_ndp")])
        {
            var six = family == "ipv6";
            if (network.Addresses?.Any(address => address.Contains(':') == six) != true)
                continue;
            var path = $"/proc/sys/net/{family}/conf/{network.Link}/{needed}";
            if (!File.Exists(path) || File.ReadAllText(path).Trim() == "0")
                return $"For the host to answer for a container's address, net.{family}.conf.{network.Link}.{needed} has to be 1. Set it (sysctl -w), or leave the proxy out.";
        }
        return null;
    }

    private static string? Kind(NetworkSpec network) => network.Type switch
    {
        NetworkType.Veth or NetworkType.Network => network.EgressBitsPerSecond is null ? "veth" : "ifb",
        NetworkType.Macvlan => "macvlan",
        NetworkType.Ipvlan => "ipvlan",
        NetworkType.Vlan => "vlan",
        _ => null,
    };

    /// <summary>
    /// A kernel that does not know a kind says so before it misses what the kind needs besides; a module is loaded by the
    /// question.
    /// </summary>
    private static string? LacksKind(string kind)
    {
        if (Known.ContainsKey(kind))
            return null;
        using var network = NetworkNamespace.Make();
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        if (socket.Change(new NetlinkMessages().AddKind("probe", kind)) is { Number: Errno.EOPNOTSUPP } error)
        {
            return $"This kernel has no {kind} devices: {error.Text}. It needs {(kind == "vlan" ? "CONFIG_VLAN_8021Q" : $"CONFIG_{kind.ToUpperInvariant()}")}"
                + ", built in or as a module (see orch checkconfig).";
        }
        Known[kind] = true;
        return null;
    }
}
