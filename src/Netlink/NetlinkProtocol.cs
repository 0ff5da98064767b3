using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>Who in the kernel answers, netlink(7).</summary>
public enum NetlinkProtocol
{
    /// <summary>Links, addresses, routes, queueing: rtnetlink(7).</summary>
    Route = LinuxNetlink.NETLINK_ROUTE,

    /// <summary>Packet filters: nftables, connection tracking.</summary>
    Netfilter = LinuxNetlink.NETLINK_NETFILTER,
}
