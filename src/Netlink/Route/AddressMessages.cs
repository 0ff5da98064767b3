using System.Net;
using static Orchestrator.Kernel.Headers.LinuxNetlink;
using static Orchestrator.Kernel.Headers.LinuxRtnetlink;

namespace Orchestrator.Netlink.Route;

/// <summary>Messages about addresses, routes and neighbours.</summary>
public static class AddressMessages
{
    private const ushort New = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

    /// <summary>An IPv6 address is used at once, without looking for somebody who has it already (IFA_F_NODAD).</summary>
    /// <param name="broadcast">Null: the last address of an IPv4 network with room for one.</param>
    public static NetlinkMessages AddAddress(this NetlinkMessages messages, int link, InterfaceAddress address, IPAddress? broadcast = null)
    {
        messages.Begin(RTM_NEWADDR, New).Body(Header(link, address));
        messages.Put(IFA_LOCAL, address.Address).Put(IFA_ADDRESS, address.Address);
        if (address.IsV6)
            return messages.Put(IFA_FLAGS, IFA_F_NODAD);
        return (broadcast ?? (address.Prefix < 31 ? Broadcast(address) : null)) is { } last ? messages.Put(IFA_BROADCAST, last) : messages;
    }

    public static NetlinkMessages DeleteAddress(this NetlinkMessages messages, int link, InterfaceAddress address) =>
        messages.Begin(RTM_DELADDR, NLM_F_ACK).Body(Header(link, address)).Put(IFA_LOCAL, address.Address);

    public static NetlinkMessages GetAddresses(this NetlinkMessages messages) =>
        messages.Begin(RTM_GETADDR, NLM_F_DUMP).Body(default(ifaddrmsg));

    /// <param name="to">Null: the default route of the gateway's family, or of IPv4.</param>
    /// <param name="gateway">Null: what it leads to is on the link itself.</param>
    /// <param name="onLink">The gateway is reached by the link though no address there says so.</param>
    public static NetlinkMessages AddRoute(
        this NetlinkMessages messages, int link, InterfaceAddress? to, IPAddress? gateway, bool onLink = false, uint? metric = null)
    {
        Route(messages, RTM_NEWROUTE, New, link, to, gateway, onLink);
        return metric is { } priority ? messages.Put(RTA_PRIORITY, priority) : messages;
    }

    public static NetlinkMessages AddDefaultDeviceRoute(this NetlinkMessages messages, int link, bool v6) =>
        Route(messages, RTM_NEWROUTE, New, link, new InterfaceAddress(v6 ? IPAddress.IPv6Any : IPAddress.Any, 0), null, false);

    public static NetlinkMessages DeleteRoute(this NetlinkMessages messages, int link, InterfaceAddress? to, IPAddress? gateway) =>
        Route(messages, RTM_DELROUTE, NLM_F_ACK, link, to, gateway, false);

    public static NetlinkMessages GetRoutes(this NetlinkMessages messages) =>
        messages.Begin(RTM_GETROUTE, NLM_F_DUMP).Body(default(rtmsg));

    /// <summary>The link answers questions for an address that is behind another one.</summary>
    public static NetlinkMessages AddProxyNeighbour(this NetlinkMessages messages, int link, IPAddress address) =>
        messages.Begin(RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE).Body(Proxy(link, address)).Put(NDA_DST, address);

    public static NetlinkMessages DeleteProxyNeighbour(this NetlinkMessages messages, int link, IPAddress address) =>
        messages.Begin(RTM_DELNEIGH, NLM_F_ACK).Body(Proxy(link, address)).Put(NDA_DST, address);

    private static NetlinkMessages Route(
        NetlinkMessages messages, ushort type, ushort flags, int link, InterfaceAddress? to, IPAddress? gateway, bool onLink)
    {
        var v6 = to?.IsV6 ?? gateway?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        messages.Begin(type, flags).Body(new rtmsg
        {
            rtm_family = v6 ? AF_INET6 : AF_INET,
            rtm_dst_len = (byte)(to?.Prefix ?? 0),
            rtm_table = RT_TABLE_MAIN,
            rtm_protocol = type == RTM_NEWROUTE ? RTPROT_STATIC : (byte)0,
            rtm_scope = gateway is null && !v6 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
            rtm_type = RTN_UNICAST,
            rtm_flags = onLink ? RTNH_F_ONLINK : 0,
        });
        if (to is { Prefix: > 0 } network)
            messages.Put(RTA_DST, network.Network);
        if (gateway is not null)
            messages.Put(RTA_GATEWAY, gateway);
        return messages.Put(RTA_OIF, link);
    }

    private static IPAddress Broadcast(InterfaceAddress address)
    {
        var bytes = address.Network.GetAddressBytes();
        for (var bit = address.Prefix; bit < 32; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    private static ndmsg Proxy(int link, IPAddress address) => new()
    {
        ndm_family = Family(address), ndm_ifindex = link, ndm_state = NUD_PERMANENT, ndm_flags = NTF_PROXY,
    };

    private static ifaddrmsg Header(int link, InterfaceAddress address) => new()
    {
        ifa_family = Family(address.Address), ifa_prefixlen = (byte)address.Prefix, ifa_index = link,
    };

    private static byte Family(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET;
}
