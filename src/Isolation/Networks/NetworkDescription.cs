using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>What the journal keeps of a container's part in networks.</summary>
internal static class NetworkDescription
{
    /// <param name="members">By the spec's interfaces; null for those of no network.</param>
    public static IReadOnlyList<PreparedNetwork> Of(IReadOnlyList<Membership?> members)
    {
        var described = new List<PreparedNetwork>();
        var (way4, way6) = (false, false);
        foreach (var member in members)
        {
            if (member is null)
            {
                described.Add(new PreparedNetwork());
                continue;
            }
            var network = member.Network.Definition;
            // One way out: that of the first network which leads anywhere.
            var gateway4 = network.Isolated || way4 || member.Address4 is null ? null : network.Gateway4;
            var gateway6 = network.Isolated || way6 || member.Address6 is null ? null : network.Gateway6;
            (way4, way6) = (way4 || gateway4 is not null, way6 || gateway6 is not null);
            described.Add(new PreparedNetwork
            {
                Bridge = network.Bridge,
                Type = network.Kind switch
                {
                    NetworkKind.Macvlan => NetworkType.Macvlan,
                    NetworkKind.Ipvlan => NetworkType.Ipvlan,
                    _ => null,
                },
                Parent = network.Parent,
                Mac = member.Mac,
                Mtu = (uint?)network.Mtu,
                Addresses = [.. new[] { (member.Address4, network.Range4), (member.Address6, network.Range6) }
                    .Where(pair => pair.Item1 is not null).Select(pair => $"{pair.Item1}/{pair.Item2!.Value.PrefixLength}")],
                Gateway4 = gateway4,
                Gateway6 = gateway6,
            });
        }
        return described;
    }
}
