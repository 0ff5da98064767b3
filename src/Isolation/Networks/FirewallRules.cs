using System.Buffers.Binary;
using Orchestrator.Netlink.Netfilter;
using static Orchestrator.Netlink.Netfilter.FilterRule;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The rules of the node's two tables. There are as many with a thousand containers as with none: they look into sets and
/// maps. Nothing of other tables is touched; a packet that another table drops stays dropped.
/// </summary>
internal sealed class FirewallRules(FilterBatch batch, string table)
{
    public const byte Icmp6 = 58;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Sctp = 132;

    private const int Raw = -300;
    private const int DestinationNat = -100;
    private const int SourceNat = 100;
    private const ushort EtherIPv4 = 0x0800;
    private const ushort EtherArp = 0x0806;
    private const ushort EtherIPv6 = 0x86DD;
    private const int Source4 = 12;
    private const int Destination4 = 16;
    private const int Source6 = 8;
    private const int Destination6 = 24;
    private const int DestinationPort = 2;
    private const int ArpSender = 14;
    private const int DhcpServer = 67;
    private const int DhcpHardware = 8 + 28; // behind UDP's header, chaddr (RFC 2131, section 2)
    private const int DhcpClient = 68;
    private const int Dhcp6Server = 547;
    private const int Dns = 53;

    /// <summary>Empty tables in the place of whatever was there.</summary>
    public void Write()
    {
        batch.ReplaceTable(FilterFamily.Inet, table).ReplaceTable(FilterFamily.Bridge, table);
        foreach (var set in FirewallSets.Inet)
            batch.AddSet(FilterFamily.Inet, table, set);
        foreach (var set in FirewallSets.Bridge)
            batch.AddSet(FilterFamily.Bridge, table, set);
        Loopback();
        Redirections();
        Masquerading();
        Forwarding();
        ToTheHost();
        Senders();
    }

    /// <summary>
    /// Forwarding of 127.0.0.1 needs route_localnet on the bridges; without these rules a container could then reach what
    /// listens on the host's loopback only (CVE-2020-8558).
    /// </summary>
    private void Loopback()
    {
        Hook(FilterFamily.Inet, "loopback", "filter", FilterHook.Prerouting, Raw);
        foreach (var offset in new[] { Source4, Destination4 })
            Inet("loopback", rule => rule.InputIn(FirewallSets.Bridges).FromIPv4().Load(NetworkHeader, offset, 1).Is([127]).Drop());
    }

    private void Redirections()
    {
        batch.AddChain(FilterFamily.Inet, table, "ports");
        Hook(FilterFamily.Inet, "arriving", "nat", FilterHook.Prerouting, DestinationNat);
        Hook(FilterFamily.Inet, "leaving", "nat", FilterHook.Output, DestinationNat);
        foreach (var chain in new[] { "arriving", "leaving" })
            Inet(chain, rule => rule.ToHost().Jump("ports"));
        Inet("ports", rule => rule.FromIPv4().LoadProtocol().Load(NetworkHeader, Destination4, 4, 1)
            .Load(TransportHeader, DestinationPort, 2, 2).Map(FirewallSets.Ports4).Redirect(v6: false));
        Inet("ports", rule => rule.FromIPv4().LoadProtocol().Load(TransportHeader, DestinationPort, 2, 1)
            .Map(FirewallSets.AllPorts4).Redirect(v6: false));
        Inet("ports", rule => rule.FromIPv6().LoadProtocol().Load(NetworkHeader, Destination6, 16, 1)
            .Load(TransportHeader, DestinationPort, 2, 5).Map(FirewallSets.Ports6).Redirect(v6: true));
        Inet("ports", rule => rule.FromIPv6().LoadProtocol().Load(TransportHeader, DestinationPort, 2, 1)
            .Map(FirewallSets.AllPorts6).Redirect(v6: true));
    }

    private void Masquerading()
    {
        Hook(FilterFamily.Inet, "departing", "nat", FilterHook.Postrouting, SourceNat);
        // From the host's loopback through a forwarded port: the answer must find back.
        Inet("departing", rule => rule.FromIPv4().Load(NetworkHeader, Source4, 1).Is([127]).OutputIn(FirewallSets.Bridges).Masquerade());
        // From one container through the host's port to another of its network, which would answer it directly.
        Inet("departing", rule => rule.LoadInput().LoadOutput(4).In(FirewallSets.Within).Redirected().Masquerade());
        Inet("departing", rule => rule.InputIn(FirewallSets.Translated).OutputIn(FirewallSets.Bridges, not: true).Masquerade());
    }

    private void Forwarding()
    {
        Hook(FilterFamily.Inet, "passing", "filter", FilterHook.Forward, 0);
        Inet("passing", rule => rule.LoadInput().LoadOutput(4).In(FirewallSets.Within).Accept());
        Inet("passing", rule => rule.InputIn(FirewallSets.Isolated).Drop());
        Inet("passing", rule => rule.OutputIn(FirewallSets.Isolated).Drop());
        Inet("passing", rule => rule.OutputIn(FirewallSets.Bridges).Established().Accept());
        Inet("passing", rule => rule.OutputIn(FirewallSets.Bridges).Redirected().Accept());
        Inet("passing", rule => rule.InputIn(FirewallSets.Bridges).OutputIn(FirewallSets.Bridges).Drop());
        Inet("passing", rule => rule.OutputIn(FirewallSets.Translated).Drop());
    }

    /// <summary>Whoever is in an isolated network gets names, an address, and answers from the host, and nothing else.</summary>
    private void ToTheHost()
    {
        Hook(FilterFamily.Inet, "entering", "filter", FilterHook.Input, 0);
        Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).Established().Accept());
        Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).Protocol(Udp).Load(TransportHeader, DestinationPort, 2).Is(Port(DhcpServer)).Accept());
        Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).Protocol(Icmp6).Accept());
        Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).ToHost(byInput: true, not: true).Drop());
        foreach (var protocol in new[] { Udp, Tcp })
            Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).Protocol(protocol).Load(TransportHeader, DestinationPort, 2).Is(Port(Dns)).Accept());
        Inet("entering", rule => rule.InputIn(FirewallSets.Isolated).Drop());
    }

    /// <summary>Frames of a container bear its own addresses, and nothing that only routers and servers say.</summary>
    private void Senders()
    {
        batch.AddChain(FilterFamily.Bridge, table, "sender");
        Hook(FilterFamily.Bridge, "frames", "filter", FilterHook.Prerouting, Raw);
        Bridge("frames", rule => rule.InputIn(FirewallSets.Guarded).Jump("sender"));
        // The hardware address, in the frame and in what ARP says of its sender.
        Bridge("sender", rule => rule.LoadInput().Load(LinkHeader, 6, 6, 4).In(FirewallSets.Macs, not: true).Drop());
        Bridge("sender", rule => rule.EtherType(EtherArp).LoadInput().Load(NetworkHeader, 8, 6, 4).In(FirewallSets.Macs, not: true).Drop());
        // Somebody who looks whether an address is free has none yet (RFC 5227).
        Bridge("sender", rule => rule.EtherType(EtherArp).Load(NetworkHeader, ArpSender, 4).Is([0, 0, 0, 0]).Accept());
        Bridge("sender", rule => rule.EtherType(EtherArp).LoadInput().Load(NetworkHeader, ArpSender, 4, 4).In(FirewallSets.Senders4).Accept());
        foreach (var (ether, server) in new[] { (EtherIPv4, DhcpServer), (EtherIPv6, Dhcp6Server) })
            Bridge("sender", rule => rule.EtherType(ether).Protocol(Udp).Load(TransportHeader, 0, 2).Is(Port(server)).Drop());
        // Whoever asks for an address asks for its own hardware address, as in the frame.
        Bridge("sender", rule => rule.EtherType(EtherIPv4).Protocol(Udp).Load(TransportHeader, 2, 2).Is(Port(DhcpServer))
            .LoadInput().Load(TransportHeader, DhcpHardware, 6, 4).In(FirewallSets.Macs, not: true).Drop());
        Bridge("sender", rule => rule.EtherType(EtherIPv4).Load(NetworkHeader, Source4, 4).Is([0, 0, 0, 0]).Protocol(Udp)
            .Load(TransportHeader, 0, 4).Is([.. Port(DhcpClient), .. Port(DhcpServer)]).Accept());
        Bridge("sender", rule => rule.EtherType(EtherIPv4).LoadInput().Load(NetworkHeader, Source4, 4, 4).In(FirewallSets.Senders4).Accept());
        // Router advertisements and redirects (RFC 4861): who sends them says where the way out is.
        foreach (byte type in new byte[] { 134, 137 })
            Bridge("sender", rule => rule.EtherType(EtherIPv6).Protocol(Icmp6).Load(TransportHeader, 0, 1).Is([type]).Drop());
        // Advertisements of an address: of an own one, or one of the link alone.
        Bridge("sender", rule => rule.EtherType(EtherIPv6).Protocol(Icmp6).Load(TransportHeader, 0, 1).Is([136])
            .LoadInput().Load(TransportHeader, 8, 16, 4).In(FirewallSets.Senders6).Accept());
        Bridge("sender", rule => rule.EtherType(EtherIPv6).Protocol(Icmp6).Load(TransportHeader, 0, 1).Is([136])
            .Load(TransportHeader, 8, 2).Mask([0xFF, 0xC0]).IsNot([0xFE, 0x80]).Drop());
        Bridge("sender", rule => rule.EtherType(EtherIPv6).Load(NetworkHeader, Source6, 16).Is(new byte[16]).Accept());
        Bridge("sender", rule => rule.EtherType(EtherIPv6).Load(NetworkHeader, Source6, 2).Mask([0xFF, 0xC0]).Is([0xFE, 0x80]).Accept());
        Bridge("sender", rule => rule.EtherType(EtherIPv6).LoadInput().Load(NetworkHeader, Source6, 16, 4).In(FirewallSets.Senders6).Accept());
        Bridge("sender", rule => rule.Drop());
    }

    private void Hook(FilterFamily family, string chain, string type, FilterHook hook, int priority) =>
        batch.AddChain(family, table, chain, type, hook, priority);

    private void Inet(string chain, Action<FilterRule> rule) => batch.AddRule(FilterFamily.Inet, table, chain, rule);

    private void Bridge(string chain, Action<FilterRule> rule) => batch.AddRule(FilterFamily.Bridge, table, chain, rule);

    private static byte[] Port(int port)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)port);
        return bytes;
    }
}
