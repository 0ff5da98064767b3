using System.Net;
using System.Net.Sockets;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// Which networks there are, and which addresses and ports of the host each container holds, from its preparation to its
/// removal. May be used by several threads.
/// </summary>
internal sealed class AddressTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkState> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, List<Membership>> _members = [];
    private readonly Dictionary<Guid, string> _names = [];
    private readonly PortTable _ports = new();

    public IReadOnlyList<NetworkState> Networks
    {
        get
        {
            lock (_gate)
                return [.. _networks.Values];
        }
    }

    /// <summary>Null: there is none whose creation was recorded.</summary>
    public NetworkState? Find(string network)
    {
        lock (_gate)
            return _networks.GetValueOrDefault(network) is { Recorded: true } found ? found : null;
    }

    public NetworkState? Find(Guid network)
    {
        lock (_gate)
            return _networks.Values.FirstOrDefault(known => known.Id == network);
    }

    /// <summary>Has a wish planned against what the table holds, and keeps the result, all in one step.</summary>
    public NetworkDefinition? Add(Guid id, Func<IReadOnlyList<TakenSubnet>, NetworkDefinition?> plan)
    {
        lock (_gate)
        {
            var taken = _networks.Values.SelectMany(known => known.Pools.Select(pool => new TakenSubnet(pool.Subnet, $"network {known.Definition.Name} has")));
            if (plan([.. taken]) is not { } planned)
                return null;
            _networks[planned.Name] = new NetworkState(id, planned);
            return planned;
        }
    }

    public NetworkState Record(Guid id, NetworkDefinition definition)
    {
        lock (_gate)
        {
            if (_networks.GetValueOrDefault(definition.Name) is not { } known || known.Id != id)
                _networks[definition.Name] = known = new NetworkState(id, definition);
            known.Recorded = true;
            return known;
        }
    }

    public void Remove(NetworkState network)
    {
        lock (_gate)
            _networks.Remove(network.Definition.Name);
    }

    /// <summary>
    /// Gives a container addresses in all its networks, those that it asks for and free ones otherwise: all, or none and the
    /// reason. For its other interfaces there is null. A container that has some already keeps them.
    /// </summary>
    public IReadOnlyList<Membership?>? Take(Guid container, string name, IReadOnlyList<NetworkSpec> interfaces, out string? problem)
    {
        lock (_gate)
        {
            problem = null;
            Forget(container);
            var taken = new List<Membership?>();
            foreach (var (index, wanted) in interfaces.Index())
            {
                if (wanted.Type != NetworkType.Network)
                {
                    taken.Add(null);
                    continue;
                }
                if (Take(container, index, wanted, out problem) is not { } membership)
                {
                    Forget(container, taken.OfType<Membership>());
                    return null;
                }
                taken.Add(membership);
            }
            _members[container] = [.. taken.OfType<Membership>()];
            _names[container] = name;
            return taken;
        }
    }

    /// <summary>Takes what the journal says a container has. Null, or what is another's now.</summary>
    public string? Reserve(Guid container, string name, IReadOnlyList<NetworkSpec> interfaces, PreparedContainer prepared)
    {
        lock (_gate)
        {
            Forget(container);
            var members = new List<Membership>();
            string? problem = null;
            foreach (var (index, wanted) in interfaces.Index())
            {
                if (wanted.Type != NetworkType.Network || prepared.Networks?.ElementAtOrDefault(index) is not { } had)
                    continue;
                if (wanted.Network is not { } named || _networks.GetValueOrDefault(named) is not { } network)
                {
                    problem ??= $"network {wanted.Network} is not there any more";
                    continue;
                }
                var addresses = (had.Addresses ?? []).Select(text => IPAddress.Parse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)))).ToList();
                foreach (var address in addresses)
                {
                    if (network.Pools.FirstOrDefault(pool => pool.IsPossible(address))?.Reserve(container, address) != true)
                        problem ??= $"the address {address} of network {named} is another's";
                }
                members.Add(new Membership(
                    index, network, addresses.Find(address => address.AddressFamily == AddressFamily.InterNetwork),
                    addresses.Find(address => address.AddressFamily == AddressFamily.InterNetworkV6), had.Mac, wanted.Aliases ?? []));
            }
            _members[container] = members;
            _names[container] = name;
            _ports.Set(container, prepared.Ports ?? []);
            return problem;
        }
    }

    /// <summary>Null, or who has one of these ports of the host.</summary>
    public string? Holder(IReadOnlyList<PortSpec> ports, Guid except)
    {
        lock (_gate)
        {
            foreach (var port in ports)
            {
                if (_ports.Holder(port, except) is { } holder)
                    return $"The host's port {port.HostPort}/{port.Protocol} is container {NameOf(holder)}'s. Take another one, or remove that container or its port (orch port rm).";
            }
            return null;
        }
    }

    public bool IsFree(PortSpec port, Guid except)
    {
        lock (_gate)
            return _ports.Holder(port, except) is null;
    }

    /// <summary>These are the container's from now on, instead of what it had.</summary>
    public void Hold(Guid container, IReadOnlyList<PortSpec> ports)
    {
        lock (_gate)
            _ports.Set(container, ports);
    }

    public IReadOnlyList<PortSpec> PortsOf(Guid container)
    {
        lock (_gate)
            return _ports.Of(container);
    }

    public IReadOnlyList<Membership> Of(Guid container)
    {
        lock (_gate)
            return _members.GetValueOrDefault(container) ?? [];
    }

    public string NameOf(Guid container) => _names.GetValueOrDefault(container) ?? container.ToString();

    public void Rename(Guid container, string name)
    {
        lock (_gate)
        {
            if (_names.ContainsKey(container))
                _names[container] = name;
        }
    }

    public void Free(Guid container)
    {
        lock (_gate)
        {
            Forget(container);
            _names.Remove(container);
            _ports.Free(container);
        }
    }

    private Membership? Take(Guid container, int index, NetworkSpec wanted, out string? problem)
    {
        problem = null;
        if (wanted.Network is not { } name || _networks.GetValueOrDefault(name) is not { Recorded: true } network)
        {
            problem = $"There is no network {wanted.Network}. Make it first: orch network create {wanted.Network}";
            return null;
        }
        IPAddress? wanted4 = null, wanted6 = null;
        foreach (var text in wanted.Addresses ?? [])
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
                problem = $"'{text}' is not an address of network {name}.";
            else if (network.Pools.FirstOrDefault(pool => pool.Subnet.Contains(address)) is not { } pool)
                problem = $"The address {address} is not of network {name}, which has {Subnets(network)}.";
            else if (slash >= 0 && text[(slash + 1)..] != pool.Subnet.PrefixLength.ToString(System.Globalization.CultureInfo.InvariantCulture))
                problem = $"The address {text} has another prefix than its network {name}, which has {Subnets(network)}.";
            else if (!pool.IsPossible(address))
                problem = $"The address {address} is no container's to have: it is the gateway's or the network's own.";
            else if (pool.OwnerOf(address) is { } owner && owner != container)
                problem = $"The address {address} of network {name} is container {NameOf(owner)}'s. Take another one, or none: then a free one is chosen.";
            else if (address.AddressFamily == AddressFamily.InterNetwork ? wanted4 is not null : wanted6 is not null)
                problem = $"One interface has one address of each family in network {name}, not several.";
            else if (address.AddressFamily == AddressFamily.InterNetwork)
                wanted4 = address;
            else
                wanted6 = address;
            if (problem is not null)
                return null;
        }
        if (!Take(container, network, network.Pool4, wanted4, out var address4, out problem))
            return null;
        if (!Take(container, network, network.Pool6, wanted6, out var address6, out problem))
        {
            if (address4 is not null)
                network.Pool4!.Free(container, address4);
            return null;
        }
        var mac = wanted.Mac ?? ((address4 ?? address6) is { } first && network.Definition.Kind != NetworkKind.Ipvlan ? HardwareAddress.Of(first) : null);
        return new Membership(index, network, address4, address6, mac, wanted.Aliases ?? []);
    }

    private static bool Take(Guid container, NetworkState network, AddressPool? pool, IPAddress? wanted, out IPAddress? address, out string? problem)
    {
        problem = null;
        address = wanted;
        if (pool is null)
            return true;
        if (wanted is not null)
            pool.Reserve(container, wanted);
        else if ((address = pool.Take(container)) is null)
            problem = $"All {pool.Taken} addresses of network {network.Definition.Name} ({pool.Subnet}) are taken, also by containers that do not run. Remove some, or use another network.";
        return problem is null;
    }

    private void Forget(Guid container)
    {
        if (_members.Remove(container, out var members))
            Forget(container, members);
    }

    private static void Forget(Guid container, IEnumerable<Membership> members)
    {
        foreach (var member in members)
        {
            if (member.Address4 is { } address4)
                member.Network.Pool4?.Free(container, address4);
            if (member.Address6 is { } address6)
                member.Network.Pool6?.Free(container, address6);
        }
    }

    private static string Subnets(NetworkState network) =>
        network.Pools.Any() ? string.Join(" and ", network.Pools.Select(pool => pool.Subnet)) : "none of its own";
}
