using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orchestrator.Dhcp;

namespace Orchestrator.Isolation.Networks;

/// <summary>Which address whoever runs in one network was given, by hardware address.</summary>
internal sealed class NetworkReservations(NetworkDefinition network) : IReservations
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PhysicalAddress, Reservation> _known = [];
    private readonly Dictionary<Guid, List<PhysicalAddress>> _owned = [];

    public Reservation? Find(PhysicalAddress hardware)
    {
        lock (_gate)
            return _known.GetValueOrDefault(hardware);
    }

    /// <summary>Instead of what was said of the same container before.</summary>
    public void Set(Guid container, IEnumerable<(Membership Member, IPAddress? Router)> interfaces, IReadOnlyList<IPAddress> hostResolvers)
    {
        lock (_gate)
        {
            Forget(container);
            var mine = _owned[container] = [];
            foreach (var (member, router) in interfaces)
            {
                if (member.Address4 is not { } address || !PhysicalAddress.TryParse(member.Mac?.Replace(':', '-'), out var hardware)
                    || !_known.TryAdd(hardware, new Reservation(address, network.Range4!.Value.PrefixLength, router, NameServers(hostResolvers), network.Mtu)))
                    continue;
                mine.Add(hardware);
            }
        }
    }

    public void Remove(Guid container)
    {
        lock (_gate)
            Forget(container);
    }

    private IReadOnlyList<IPAddress> NameServers(IReadOnlyList<IPAddress> hostResolvers) =>
        network.Dns ? [network.Router4!]
        : network.Isolated ? []
        : [.. hostResolvers.Where(address => address.AddressFamily == AddressFamily.InterNetwork)];

    private void Forget(Guid container)
    {
        if (!_owned.Remove(container, out var mine))
            return;
        foreach (var hardware in mine)
            _known.Remove(hardware);
    }
}
