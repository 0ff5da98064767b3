using Orchestrator.Isolation.Networks;
using Orchestrator.Kernel;
using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Lets everybody inside send echo requests without CAP_NET_RAW, by sockets that can do nothing else (icmp(7)). Who sends
/// them must be of a group in this range, which the kernel keeps empty by default; the container's own parameters (lxc.sysctl) go before.
/// </summary>
internal static class PingGroups
{
    private const string All = "0 2147483647";

    public static void Open(Descriptor network) =>
        _ = NetworkNamespace.Within(network, () => Sysctl.TryWrite("net/ipv4/ping_group_range", All));
}
