using Orchestrator.Kernel;
using static Orchestrator.Kernel.Headers.LinuxNetlink;
using static Orchestrator.Kernel.Headers.LinuxRtnetlink;

namespace Orchestrator.Netlink.Route;

/// <summary>Messages about links: each adds one to what is sent together.</summary>
public static class LinkMessages
{
    private const ushort New = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

    /// <summary>A bridge without spanning tree, whose ports forward at once.</summary>
    public static NetlinkMessages AddBridge(this NetlinkMessages messages, NewLink link)
    {
        Begin(messages, link).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "bridge").Nest(IFLA_INFO_DATA);
        return messages.Put(IFLA_BR_STP_STATE, 0u).Put(IFLA_BR_FORWARD_DELAY, 0u).End().End();
    }

    /// <summary>A pair; the first end stays, the peer mostly goes to another namespace. It cannot be made up: it is made before the pair is one (ENOTCONN).</summary>
    public static NetlinkMessages AddVeth(this NetlinkMessages messages, NewLink link, NewLink peer)
    {
        Begin(messages, link).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "veth").Nest(IFLA_INFO_DATA).Nest(VETH_INFO_PEER);
        messages.Body(Header(peer));
        return Common(messages, peer).End().End().End();
    }

    /// <param name="parent">Index of the device below.</param>
    /// <param name="mode">MACVLAN_MODE_*: 1 private, 2 vepa, 4 bridge, 8 passthru.</param>
    public static NetlinkMessages AddMacvlan(this NetlinkMessages messages, NewLink link, int parent, uint mode)
    {
        Begin(messages, link).Put(IFLA_LINK, parent).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "macvlan").Nest(IFLA_INFO_DATA);
        return messages.Put(IFLA_MACVLAN_MODE, mode).End().End();
    }

    /// <param name="mode">IPVLAN_MODE_*: 0 l2, 1 l3, 2 l3s.</param>
    /// <param name="flags">1 private, 2 vepa, 0 bridge.</param>
    public static NetlinkMessages AddIpvlan(this NetlinkMessages messages, NewLink link, int parent, ushort mode, ushort flags)
    {
        Begin(messages, link).Put(IFLA_LINK, parent).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "ipvlan").Nest(IFLA_INFO_DATA);
        return messages.Put(IFLA_IPVLAN_MODE, mode).Put(IFLA_IPVLAN_FLAGS, flags).End().End();
    }

    public static NetlinkMessages AddVlan(this NetlinkMessages messages, NewLink link, int parent, ushort id)
    {
        Begin(messages, link).Put(IFLA_LINK, parent).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "vlan").Nest(IFLA_INFO_DATA);
        return messages.Put(IFLA_VLAN_ID, id).End().End();
    }

    /// <summary>A device that only queues what is redirected to it.</summary>
    public static NetlinkMessages AddIfb(this NetlinkMessages messages, NewLink link) =>
        Begin(messages, link).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "ifb").End();

    /// <summary>A link of a kind with nothing besides.</summary>
    public static NetlinkMessages AddKind(this NetlinkMessages messages, string name, string kind) =>
        Begin(messages, new NewLink { Name = name }).Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, kind).End();

    public static NetlinkMessages DeleteLink(this NetlinkMessages messages, int index) =>
        messages.Begin(RTM_DELLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_index = index });

    public static NetlinkMessages DeleteLink(this NetlinkMessages messages, string name) =>
        messages.Begin(RTM_DELLINK, NLM_F_ACK).Body(default(ifinfomsg)).Put(IFLA_IFNAME, name);

    public static NetlinkMessages SetUp(this NetlinkMessages messages, int index, bool up) =>
        messages.Begin(RTM_NEWLINK, NLM_F_ACK).Body(new ifinfomsg
        {
            ifi_index = index, ifi_flags = up ? IFF_UP : 0, ifi_change = IFF_UP,
        });

    /// <summary>It has to be down on most kernels.</summary>
    public static NetlinkMessages Rename(this NetlinkMessages messages, int index, string name) => Set(messages, index).Put(IFLA_IFNAME, name);

    public static NetlinkMessages SetMac(this NetlinkMessages messages, int index, MacAddress mac) => Set(messages, index).Put(IFLA_ADDRESS, mac.ToBytes());

    public static NetlinkMessages SetMtu(this NetlinkMessages messages, int index, uint mtu) => Set(messages, index).Put(IFLA_MTU, mtu);

    /// <param name="master">0: none.</param>
    public static NetlinkMessages SetMaster(this NetlinkMessages messages, int index, int master) => Set(messages, index).Put(IFLA_MASTER, master);

    /// <summary>A text of up to 255 bytes that nothing but people and programs read.</summary>
    public static NetlinkMessages SetAlias(this NetlinkMessages messages, int index, string alias) => Set(messages, index).Put(IFLA_IFALIAS, alias);

    public static NetlinkMessages SetAlias(this NetlinkMessages messages, string name, string alias) => Set(messages, name).Put(IFLA_IFALIAS, alias);

    /// <summary>The kernel gives it no IPv6 address of its own accord, and so neither joins groups nor asks for routers there.</summary>
    public static NetlinkMessages WithoutOwnIPv6(this NetlinkMessages messages, string name) => OwnIPv6(Set(messages, name));

    public static NetlinkMessages WithoutOwnIPv6(this NetlinkMessages messages, int index) => OwnIPv6(Set(messages, index));

    /// <param name="name">Its name there; null: the same.</param>
    public static NetlinkMessages Move(this NetlinkMessages messages, int index, Descriptor network, string? name = null)
    {
        Set(messages, index).Put(IFLA_NET_NS_FD, network.Number);
        return name is null ? messages : messages.Put(IFLA_IFNAME, name);
    }

    /// <summary>No packets from one such port of a bridge to another one.</summary>
    public static NetlinkMessages SetIsolated(this NetlinkMessages messages, int index, bool isolated) =>
        messages.Begin(RTM_SETLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_family = AF_BRIDGE, ifi_index = index })
            .Nest(IFLA_PROTINFO).Put(IFLA_BRPORT_ISOLATED, (byte)(isolated ? 1 : 0)).End();

    /// <summary>
    /// A bridge's port takes packets from no other source than <paramref name="mac"/>, and gets none that are for nobody known:
    /// who is behind it cannot go by another's address, nor listen to what is for others.
    /// </summary>
    public static NetlinkMessages LockPort(this NetlinkMessages messages, int index, MacAddress mac)
    {
        messages.Begin(RTM_SETLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_family = AF_BRIDGE, ifi_index = index }).Nest(IFLA_PROTINFO);
        messages.Put(IFLA_BRPORT_LEARNING, (byte)0).Put(IFLA_BRPORT_UNICAST_FLOOD, (byte)0).Put(IFLA_BRPORT_LOCKED, (byte)1)
            .Put(IFLA_BRPORT_GUARD, (byte)1).End();
        return messages.Begin(RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE).Body(new ndmsg
        {
            ndm_family = AF_BRIDGE, ndm_ifindex = index, ndm_state = NUD_NOARP, ndm_flags = NTF_MASTER,
        }).Put(NDA_LLADDR, mac.ToBytes());
    }

    /// <summary>The tags of a bridge's port; the bridge has to filter by them.</summary>
    /// <param name="untagged">What packets without one get; null: as it is, -1: they are not taken.</param>
    public static NetlinkMessages SetPortVlans(this NetlinkMessages messages, int index, int? untagged, IEnumerable<int> tagged)
    {
        const ushort Default = 1, Pvid = 2, Untagged = 4;
        if (untagged is not null)
        {
            messages.Begin(RTM_DELLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_family = AF_BRIDGE, ifi_index = index })
                .Nest(IFLA_AF_SPEC).Put(IFLA_BRIDGE_VLAN_INFO, new bridge_vlan_info { vid = Default }).End();
        }
        messages.Begin(RTM_SETLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_family = AF_BRIDGE, ifi_index = index }).Nest(IFLA_AF_SPEC);
        if (untagged is >= 0)
            messages.Put(IFLA_BRIDGE_VLAN_INFO, new bridge_vlan_info { flags = Pvid | Untagged, vid = (ushort)untagged });
        foreach (var tag in tagged)
            messages.Put(IFLA_BRIDGE_VLAN_INFO, new bridge_vlan_info { vid = (ushort)tag });
        return messages.End();
    }

    public static NetlinkMessages GetLink(this NetlinkMessages messages, int index) =>
        messages.Begin(RTM_GETLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_index = index });

    /// <summary>By its name or one of its other names.</summary>
    public static NetlinkMessages GetLink(this NetlinkMessages messages, string name)
    {
        messages.Begin(RTM_GETLINK, NLM_F_ACK).Body(default(ifinfomsg));
        return messages.Put(name.Length < 16 ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
    }

    /// <param name="kind">Only links of this kind, such as veth; null: all.</param>
    /// <param name="master">Only ports of the bridge with this index; 0: all.</param>
    public static NetlinkMessages GetLinks(this NetlinkMessages messages, string? kind = null, int master = 0)
    {
        messages.Begin(RTM_GETLINK, NLM_F_DUMP).Body(default(ifinfomsg));
        if (master != 0)
            messages.Put(IFLA_MASTER, master);
        return kind is null ? messages : messages.Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, kind).End();
    }

    private static NetlinkMessages Begin(NetlinkMessages messages, NewLink link) =>
        Common(messages.Begin(RTM_NEWLINK, New).Body(Header(link)), link);

    private static NetlinkMessages Set(NetlinkMessages messages, int index) =>
        messages.Begin(RTM_SETLINK, NLM_F_ACK).Body(new ifinfomsg { ifi_index = index });

    private static NetlinkMessages Set(NetlinkMessages messages, string name) =>
        messages.Begin(RTM_SETLINK, NLM_F_ACK).Body(default(ifinfomsg)).Put(IFLA_IFNAME, name);

    private static NetlinkMessages OwnIPv6(NetlinkMessages messages) =>
        messages.Nest(IFLA_AF_SPEC).Nest(AF_INET6).Put(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE).End().End();

    private static ifinfomsg Header(NewLink link) =>
        new() { ifi_flags = link.Up ? IFF_UP : 0, ifi_change = link.Up ? IFF_UP : 0 };

    private static NetlinkMessages Common(NetlinkMessages messages, NewLink link)
    {
        messages.Put(IFLA_IFNAME, link.Name);
        if (link.Mac is { } mac)
            messages.Put(IFLA_ADDRESS, mac.ToBytes());
        if (link.Mtu is { } mtu)
            messages.Put(IFLA_MTU, mtu);
        if (link.Master != 0)
            messages.Put(IFLA_MASTER, link.Master);
        if (link.Network is { } network)
            messages.Put(IFLA_NET_NS_FD, network.Number);
        if (link.TxQueues is { } tx)
            messages.Put(IFLA_NUM_TX_QUEUES, tx);
        if (link.RxQueues is { } rx)
            messages.Put(IFLA_NUM_RX_QUEUES, rx);
        return messages;
    }
}
