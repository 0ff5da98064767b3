using System.Net;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Networks;

/// <summary>The networks of one node: who has which address, and what of it is in the kernel.</summary>
internal sealed class NodeNetworks : INodeNetworks, INetworkWatcher, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly AddressTable _table = new();
    private readonly HostNetwork _home;
    private readonly HostPorts _ports;
    private readonly NetworkPlanner _planner;
    private readonly Bridges _bridges;
    private readonly NodeFirewall _firewall;
    private readonly Forwarding _forwarding;
    private readonly NameServers _names;
    private readonly Dictionary<Guid, RunningMember> _running = [];
    private readonly Action<string> _notice;
    private readonly bool _possible;

    public NodeNetworks(RuntimeOptions options)
    {
        var tag = NodeTag.Of(options.Root);
        _notice = text => options.Notice?.Invoke(text);
        _possible = RootlessIds.OfThisProcess is null;
        _home = new HostNetwork(options.HostNetwork);
        _ports = new HostPorts(_home);
        _planner = new NetworkPlanner(new SubnetChooser(options.Root), tag);
        _bridges = new Bridges(tag, _home);
        _firewall = new NodeFirewall(NodeFirewall.TableName(tag), () => _home.Open(NetlinkProtocol.Netfilter));
        _forwarding = new Forwarding(options.StateDirectory, _home, _notice);
        _names = new NameServers(_home, options.Time, _notice);
    }

    public Task<NetworkOutcome> PlanAsync(Guid id, NetworkDefinition wish, CancellationToken cancel) => Task.Run(() => Plan(id, wish), cancel);

    public Task<string?> MakeAsync(KnownNetwork network, CancellationToken cancel) => Task.Run(() => Make(network), cancel);

    public Task RemoveAsync(Guid id, CancellationToken cancel) => Task.Run(() => RemoveNowAsync(id), cancel);

    public Task RestoreAsync(IReadOnlyCollection<KnownNetwork> networks, CancellationToken cancel) => Task.Run(() => Restore(networks), cancel);

    public void Rename(Guid container, string name)
    {
        lock (_gate)
        {
            _table.Rename(container, name);
            if (_running.ContainsKey(container))
                _names.Set(container, name, _table.Of(container));
        }
    }

    /// <summary>Decides addresses and ports of a container: what goes into the journal. Null where it has no network of this node.</summary>
    public PreparedContainer? Prepare(Guid id, string name, ContainerSpec spec, PreparedContainer prepared, out string? problem)
    {
        problem = null;
        if (spec.Networks is not { } interfaces)
        {
            problem = spec.Ports is { Count: > 0 } ? "Ports are forwarded to containers of a network only: add --network default." : null;
            return problem is null ? prepared : null;
        }
        if (_table.Take(id, name, interfaces, out problem) is not { } members)
            return null;
        var outcome = PlanPorts(id, spec, spec.Ports ?? []);
        if (outcome.Ports is not { } ports)
        {
            problem = outcome.Problem;
            _table.Free(id);
            return null;
        }
        return prepared with
        {
            Networks = members.Any(member => member is not null) ? Describe(members) : prepared.Networks,
            Ports = ports.Count == 0 ? null : ports,
        };
    }

    public PortOutcome PlanPorts(Guid container, ContainerSpec spec, IReadOnlyList<PortSpec> ports)
    {
        if (PortCheck.Check(ports) is { } problem)
            return new PortOutcome(null, problem);
        if (ports.Count > 0 && !_table.Of(container).Any(IsForwardedTo))
            return new PortOutcome(null, "Ports are forwarded to containers of a network that is not isolated only: add one with --network.");
        lock (_gate)
        {
            var had = _table.PortsOf(container);
            var chosen = new List<PortSpec>();
            foreach (var port in ports)
            {
                if (port.HostPort != 0)
                {
                    chosen.Add(port);
                    continue;
                }
                if (_ports.Choose(port, choice => _table.IsFree(choice, container) && chosen.All(other => other.HostPort != choice.HostPort)) is not { } free)
                    return new PortOutcome(null, "No port of the host is free.");
                chosen.Add(port with { HostPort = free });
            }
            if (_table.Holder(chosen, container) is { } held)
                return new PortOutcome(null, held);
            if (chosen.Where(port => !had.Contains(port)).Select(_ports.Probe).FirstOrDefault(taken => taken is not null) is { } inUse)
                return new PortOutcome(null, inUse);
            _table.Hold(container, chosen);
            return new PortOutcome(chosen, null);
        }
    }

    public Task<string?> PublishAsync(Guid container, IReadOnlyList<PortSpec> ports, CancellationToken cancel)
    {
        lock (_gate)
        {
            _table.Hold(container, ports);
            return Task.FromResult(_running.TryGetValue(container, out var member) ? Filter(container, member) : null);
        }
    }

    /// <summary>What the journal says that a container has, after a restart of the daemon.</summary>
    public void Reserve(KnownContainer known)
    {
        if (known.Spec.Networks is { } interfaces && _table.Reserve(known.Id, known.Name, interfaces, known.Prepared) is { } problem)
            _notice($"Container {known.Name}: {problem}.");
    }

    /// <summary>Has the bridges be there that a container is about to be plugged into.</summary>
    public string? Ready(Guid container)
    {
        lock (_gate)
        {
            foreach (var network in _table.Of(container).Select(member => member.Network).Distinct())
            {
                if (Ensure(network) is { } problem)
                    return problem;
            }
            return null;
        }
    }

    /// <summary>A container is plugged in: its packets pass, its ports lead to it, its name is known.</summary>
    public string? Attached(Guid container, int attempt, ContainerSpec spec, PreparedContainer prepared, IReadOnlyList<AttachedInterface> interfaces)
    {
        if (_table.Of(container) is not { Count: > 0 } members)
            return null;
        var devices = new string?[spec.Networks!.Count];
        foreach (var one in interfaces)
            devices[one.Wanted.Index] = one.HostName;
        lock (_gate)
        {
            var member = new RunningMember(attempt, devices, [.. spec.Networks!.Select(network => network.SourceFilter != false)]);
            if (Filter(container, member) is { } problem)
                return problem;
            _running[container] = member;
            _names.Set(container, _table.NameOf(container), members);
            return null;
        }
    }

    /// <summary>Its interfaces are about to go. What it holds stays its own.</summary>
    public void Released(Guid container, int attempt)
    {
        lock (_gate)
        {
            // A later attempt may have taken the place of this one.
            if (!_running.TryGetValue(container, out var member) || member.Attempt != attempt)
                return;
            _running.Remove(container);
            _names.Remove(container);
            _ports.Release(container);
            if (_firewall.Remove(container) is { } problem)
                _notice(problem);
        }
    }

    public void Forget(Guid container)
    {
        _table.Free(container);
    }

    /// <summary>Whose names a container is told, in the order of its interfaces: the addresses of the name servers.</summary>
    public IReadOnlyList<IPAddress> NameServersOf(Guid container) => [.. _table.Of(container)
        .Where(member => member.Network.Definition is { Kind: NetworkKind.Bridge, Dns: true })
        .SelectMany(member => new[] { member.Network.Definition.Router4, member.Network.Definition.Router6 }).OfType<IPAddress>().Distinct()];

    /// <summary>The host's resolvers as far as such a container reaches them: for networks without names of their own.</summary>
    public IReadOnlyList<IPAddress> HostResolversFor(Guid container) =>
        _table.Of(container).Any(member => !member.Network.Definition.Isolated) ? _names.HostResolvers : [];

    public IReadOnlyList<Membership> Of(Guid container) => _table.Of(container);

    public async ValueTask DisposeAsync()
    {
        await _names.DisposeAsync().ConfigureAwait(false);
        _ports.Dispose();
        _firewall.Dispose();
        _bridges.Dispose();
    }

    private NetworkOutcome Plan(Guid id, NetworkDefinition wish)
    {
        if (!_possible)
            return new NetworkOutcome(null, "Networks of the engine need a daemon of root. Containers of an ordinary user have --network none, host or container:NAME.");
        try
        {
            var routes = _bridges.Routes();
            if (wish.Parent is { } parent && !_bridges.Exists(parent))
                return new NetworkOutcome(null, $"The host has no device {parent}. See: ip link");
            string? problem = null;
            var planned = _table.Add(id, taken => _planner.Plan(wish, id, [.. taken, .. routes], out problem));
            return new NetworkOutcome(planned, problem);
        }
        catch (SystemCallException failure)
        {
            return new NetworkOutcome(null, failure.Message);
        }
    }

    private string? Make(KnownNetwork known)
    {
        try
        {
            var network = _table.Record(known.Id, known.Definition);
            lock (_gate)
                return Ensure(network);
        }
        catch (SystemCallException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Under the gate.</summary>
    private string? Ensure(NetworkState network)
    {
        var definition = network.Definition;
        if (definition.Kind != NetworkKind.Bridge)
            return null;
        if (_bridges.Ensure(definition, out var made) is { } problem)
            return problem;
        if (!made)
            return null;
        if ((_forwarding.Need(definition) ?? _firewall.Add(definition)) is { } refused)
            return refused;
        _names.Start(definition);
        foreach (var (container, member) in _running)
        {
            var plugged = _table.Of(container).Where(membership => membership.Network == network).ToList();
            _bridges.Attach(definition.Bridge!, plugged.Select(membership => member.Devices.ElementAtOrDefault(membership.Interface)).OfType<string>());
            if (plugged.Count > 0 && Filter(container, member) is { } lost)
                _notice(lost);
        }
        return null;
    }

    /// <summary>Under the gate.</summary>
    private string? Filter(Guid container, RunningMember member)
    {
        var members = _table.Of(container);
        var ports = _table.PortsOf(container);
        if (_ports.Hold(container, ports) is { } taken)
            return taken;
        var target = members.FirstOrDefault(IsForwardedTo);
        // Else the kernel takes packets from the host's loopback for lost ones (ip-sysctl.rst, route_localnet).
        if (ports.Count > 0 && target?.Address4 is not null)
            _home.Within(() => Sysctl.TryWrite($"net/ipv4/conf/{target.Network.Definition.Bridge}/route_localnet", "1"));
        return _firewall.Add(container, new FirewallMember
        {
            Devices = [.. members.Select(membership => Guard(membership, member)).OfType<GuardedDevice>()],
            Ports = ports,
            Address4 = target?.Address4,
            Address6 = target?.Address6,
        });
    }

    private static GuardedDevice? Guard(Membership membership, RunningMember member) =>
        membership.Network.Definition.Kind == NetworkKind.Bridge && member.Guarded.ElementAtOrDefault(membership.Interface)
        && member.Devices.ElementAtOrDefault(membership.Interface) is { } device && MacAddress.TryParse(membership.Mac, out var mac)
            ? new GuardedDevice(device, mac, [.. membership.Addresses])
            : null;

    private static bool IsForwardedTo(Membership member) =>
        member.Network.Definition is { Kind: NetworkKind.Bridge, Isolated: false } && member.Addresses.Any();

    private async Task RemoveNowAsync(Guid id)
    {
        if (_table.Find(id) is not { } network)
            return;
        _table.Remove(network);
        if (network.Definition.Kind != NetworkKind.Bridge || !network.Recorded)
            return;
        await _names.StopAsync(network.Definition).ConfigureAwait(false);
        lock (_gate)
        {
            _bridges.Remove(network.Definition);
            if (_firewall.Remove(network.Definition) is { } problem)
                _notice(problem);
            if (!_table.Networks.Any(other => other.Definition is { Kind: NetworkKind.Bridge, Isolated: false }))
                _forwarding.Release();
        }
    }

    private void Restore(IReadOnlyCollection<KnownNetwork> networks)
    {
        if (!_possible)
            return;
        foreach (var known in networks)
            _table.Record(known.Id, known.Definition);
        lock (_gate)
        {
            var bridges = networks.Select(known => known.Definition).Where(network => network.Kind == NetworkKind.Bridge).ToList();
            try
            {
                foreach (var stranger in _bridges.RemoveStrangers(bridges.Select(network => network.Bridge!).ToHashSet(StringComparer.Ordinal)))
                    _notice($"The bridge {stranger} belongs to no network and was removed.");
                if (_firewall.Restore(bridges) is { } problem)
                    _notice(problem);
                foreach (var network in bridges)
                {
                    if ((_bridges.Ensure(network, out _) ?? _forwarding.Need(network)) is { } lacking)
                        _notice(lacking);
                    _names.Start(network);
                }
            }
            catch (SystemCallException failure)
            {
                _notice($"The networks are not as they should be. {failure.Message}");
            }
        }
    }

    private static List<PreparedNetwork> Describe(IReadOnlyList<Membership?> members)
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
