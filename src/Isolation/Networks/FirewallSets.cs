using Orchestrator.Netlink.Netfilter;
using static Orchestrator.Netlink.Netfilter.FilterField;

namespace Orchestrator.Isolation.Networks;

/// <summary>The sets and maps of the node's tables: whatever grows with networks and containers is in one of these.</summary>
internal static class FirewallSets
{
    /// <summary>Bridges of this node.</summary>
    public const string Bridges = "bridges";

    /// <summary>Bridges whose containers leave by the host's address, and that nobody enters uninvited.</summary>
    public const string Translated = "translated";

    /// <summary>Bridges that lead nowhere.</summary>
    public const string Isolated = "isolated";

    /// <summary>Each bridge with itself: where the kernel shows bridged packets to this table (br_netfilter), they are let through.</summary>
    public const string Within = "within";

    /// <summary>Protocol, host address and port, and where that leads.</summary>
    public const string Ports4 = "ports4";

    /// <summary>The same for every address of the host.</summary>
    public const string AllPorts4 = "all_ports4";

    public const string Ports6 = "ports6";
    public const string AllPorts6 = "all_ports6";

    /// <summary>Devices of containers whose sender addresses are held to what they were given.</summary>
    public const string Guarded = "guarded";

    public const string Macs = "macs";
    public const string Senders4 = "senders4";
    public const string Senders6 = "senders6";

    public static IReadOnlyList<FilterSet> Inet { get; } =
    [
        new(Bridges, [InterfaceName]),
        new(Translated, [InterfaceName]),
        new(Isolated, [InterfaceName]),
        new(Within, [InterfaceName, InterfaceName]),
        new(Ports4, [Protocol, IPv4Address, Port], [IPv4Address, Port]),
        new(AllPorts4, [Protocol, Port], [IPv4Address, Port]),
        new(Ports6, [Protocol, IPv6Address, Port], [IPv6Address, Port]),
        new(AllPorts6, [Protocol, Port], [IPv6Address, Port]),
    ];

    public static IReadOnlyList<FilterSet> Bridge { get; } =
    [
        new(Guarded, [InterfaceName]),
        new(Macs, [InterfaceName, EtherAddress]),
        new(Senders4, [InterfaceName, IPv4Address]),
        new(Senders6, [InterfaceName, IPv6Address]),
    ];
}
