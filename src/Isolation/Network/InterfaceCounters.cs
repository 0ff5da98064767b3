using System.Globalization;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Reads what the kernel counted. A veth pair is read at the host's end, by one message that the kernel answers at once; other
/// kinds have no end there, and are looked for inside.
/// </summary>
internal static class InterfaceCounters
{
    /// <summary>Null: there is none, or they are gone.</summary>
    public static NetworkUsage? Read(AttachedNetwork attached, NetlinkSocket host, int? init)
    {
        LinkCounters sum = default;
        var any = false;
        var messages = new NetlinkMessages();
        foreach (var made in attached.Interfaces)
        {
            if (made.Host != 0)
                messages.GetLink(made.Host);
        }
        // Whoever took an index that has become free is no veth pair of ours, but then the container is gone as well.
        _ = host.Change(messages, (in answer) =>
        {
            if (!RouteParser.TryCounters(answer, out _, out var counters))
                return;
            sum += counters.Mirrored;
            any = true;
        });
        if (attached.Interfaces.Any(made => made.Host == 0) && init is { } pid && Inside(pid) is { } inside)
        {
            using (inside)
            {
                foreach (var link in inside.Links().Where(link => attached.Interfaces.Any(made => made.Host == 0 && made.Name == link.Name)))
                {
                    sum += link.Counters;
                    any = true;
                }
            }
        }
        return any
            ? new NetworkUsage((long)sum.RxBytes, (long)sum.TxBytes, (long)sum.RxPackets, (long)sum.TxPackets,
                (long)sum.RxErrors, (long)sum.TxErrors, (long)sum.RxDropped, (long)sum.TxDropped)
            : null;
    }

    private static NetlinkSocket? Inside(int pid)
    {
        using var network = NamespaceHandle.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net"), out _);
        return network is null ? null : NetlinkSocket.Open(NetlinkProtocol.Route, network);
    }
}
