using System.Net;
using System.Net.Sockets;
using static Orchestrator.Kernel.Headers.LinuxRtnetlink;

namespace Orchestrator.Netlink.Route;

/// <summary>Reads what rtnetlink(7) tells. What is not of the kind asked for, or is cut, is null.</summary>
public static class RouteParser
{
    public static Link? Link(in NetlinkMessage message)
    {
        if (message.Type != RTM_NEWLINK || !message.TryBody<ifinfomsg>(out var header))
            return null;
        string? name = null, kind = null, alias = null;
        MacAddress? mac = null;
        uint mtu = 0;
        int master = 0, parent = 0;
        int? space = null;
        LinkCounters counters = default;
        List<string>? others = null;
        foreach (var attribute in message.Attributes<ifinfomsg>())
        {
            switch (attribute.Type)
            {
                case IFLA_IFNAME: name = attribute.Text; break;
                case IFLA_ADDRESS: mac = MacAddress.From(attribute.Value); break;
                case IFLA_MTU: mtu = attribute.Number<uint>(); break;
                case IFLA_MASTER: master = attribute.Number<int>(); break;
                case IFLA_LINK: parent = attribute.Number<int>(); break;
                case IFLA_LINK_NETNSID: space = attribute.Number<int>(); break;
                case IFLA_IFALIAS: alias = attribute.Text; break;
                case IFLA_STATS64: counters = Counters(attribute.Number<rtnl_link_stats64>()); break;
                case IFLA_LINKINFO: kind = Kind(attribute.Nested); break;
                case IFLA_PROP_LIST: others = OtherNames(attribute.Nested); break;
            }
        }
        return name is null ? null : new Link
        {
            Index = header.ifi_index, Name = name, Flags = header.ifi_flags, Kind = kind, Mac = mac, Mtu = mtu, Master = master,
            Parent = parent, LinkNamespace = space, Alias = alias, OtherNames = others ?? [], Counters = counters,
        };
    }

    /// <summary>Index and counters alone, which a poll of many links is made for.</summary>
    public static bool TryCounters(in NetlinkMessage message, out int index, out LinkCounters counters)
    {
        counters = default;
        index = 0;
        if (message.Type != RTM_NEWLINK || !message.TryBody<ifinfomsg>(out var header))
            return false;
        index = header.ifi_index;
        foreach (var attribute in message.Attributes<ifinfomsg>())
        {
            if (attribute.Type != IFLA_STATS64)
                continue;
            counters = Counters(attribute.Number<rtnl_link_stats64>());
            return true;
        }
        return false;
    }

    public static LinkAddress? Address(in NetlinkMessage message)
    {
        if (message.Type != RTM_NEWADDR || !message.TryBody<ifaddrmsg>(out var header))
            return null;
        IPAddress? local = null, address = null;
        foreach (var attribute in message.Attributes<ifaddrmsg>())
        {
            if (attribute.Type == IFA_LOCAL)
                local = attribute.Address;
            else if (attribute.Type == IFA_ADDRESS)
                address = attribute.Address;
        }
        // IPv6 has only the second; on a point-to-point link that is the other side's.
        var own = local ?? address;
        return own is null || header.ifa_prefixlen > Bits(own) ? null
            : new LinkAddress(header.ifa_index, new InterfaceAddress(own, header.ifa_prefixlen), header.ifa_scope);
    }

    public static LinkRoute? Route(in NetlinkMessage message)
    {
        if (message.Type != RTM_NEWROUTE || !message.TryBody<rtmsg>(out var header))
            return null;
        IPAddress? to = null, gateway = null;
        var link = 0;
        uint table = header.rtm_table;
        foreach (var attribute in message.Attributes<rtmsg>())
        {
            switch (attribute.Type)
            {
                case RTA_DST: to = attribute.Address; break;
                case RTA_GATEWAY: gateway = attribute.Address; break;
                case RTA_OIF: link = attribute.Number<int>(); break;
                case RTA_TABLE: table = attribute.Number<uint>(); break;
            }
        }
        if (to is not null && header.rtm_dst_len > Bits(to))
            return null;
        InterfaceAddress? network = to is null ? null : new InterfaceAddress(to, header.rtm_dst_len);
        return new LinkRoute(link, header.rtm_family == AF_INET6, network, gateway, table, header.rtm_type);
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;

    private static string? Kind(AttributeReader info)
    {
        foreach (var attribute in info)
        {
            if (attribute.Type == IFLA_INFO_KIND)
                return attribute.Text;
        }
        return null;
    }

    private static List<string> OtherNames(AttributeReader list)
    {
        List<string> names = [];
        foreach (var attribute in list)
        {
            if (attribute.Type == IFLA_ALT_IFNAME)
                names.Add(attribute.Text);
        }
        return names;
    }

    private static LinkCounters Counters(in rtnl_link_stats64 stats) => new(
        stats.rx_packets, stats.tx_packets, stats.rx_bytes, stats.tx_bytes, stats.rx_errors, stats.tx_errors, stats.rx_dropped, stats.tx_dropped);
}
