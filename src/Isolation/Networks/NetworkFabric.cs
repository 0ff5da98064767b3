using System.Net;
using Orchestrator.Isolation.Network;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// What of the node's networks is in the kernel, and who answers in them: bridges, packet filter, forwarding, name and address
/// servers. All follows what the table holds and which containers run.
/// </summary>
internal sealed class NetworkFabric(
    AddressTable table, HostNetwork home, Bridges bridges, NodeFirewall firewall, HostPorts ports, Forwarding forwarding,
    TimeProvider time, Action<string> notice) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly NameServers _names = new(home, time, notice);
    private readonly AddressServers _addresses = new(home, time, notice);
    private readonly Dictionary<Guid, RunningMember> _running = [];

    public IReadOnlyList<IPAddress> HostResolvers => _names.HostResolvers;

    /// <summary>Has the bridges of a container's networks be there. Null, or why they cannot.</summary>
    public string? Ready(Guid container)
    {
        foreach (var network in table.Of(container).Select(member => member.Network).Distinct())
        {
            if (Ensure(network) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>Has a network be there as a whole, with those who run in it.</summary>
    public string? Ensure(NetworkState network)
    {
        var definition = network.Definition;
        if (definition.Kind != NetworkKind.Bridge)
            return null;
        lock (_gate)
        {
            if (bridges.Ensure(definition, out var made) is { } problem)
                return problem;
            if (!made)
                return null;
            if ((forwarding.Need(definition) ?? firewall.Add(definition)) is { } refused)
                return refused;
            Serve(definition);
            foreach (var (container, member) in _running)
            {
                var plugged = table.Of(container).Where(membership => membership.Network == network).ToList();
                bridges.Attach(definition.Bridge!, plugged.Select(membership => member.Of(membership)?.Device).OfType<string>());
                if (plugged.Count > 0 && Filter(container, member) is { } lost)
                    notice(lost);
            }
            return null;
        }
    }

    /// <summary>A container is plugged in. Null, or why it may not be started.</summary>
    public string? Attach(Guid container, RunningMember member)
    {
        var members = table.Of(container);
        lock (_gate)
        {
            if (Filter(container, member) is { } problem)
                return problem;
            _running[container] = member;
            _names.Set(container, table.NameOf(container), members);
            _addresses.Set(container, member, members, _names.HostResolvers);
            return null;
        }
    }

    public void Release(Guid container, int attempt)
    {
        lock (_gate)
        {
            // A later attempt may have taken the place of this one.
            if (!_running.TryGetValue(container, out var member) || member.Attempt != attempt)
                return;
            _running.Remove(container);
            _names.Remove(container);
            _addresses.Remove(container);
            ports.Release(container);
            if (firewall.Remove(container) is { } problem)
                notice(problem);
        }
    }

    /// <summary>Has a container that runs use the ports that it holds.</summary>
    public string? Publish(Guid container)
    {
        lock (_gate)
            return _running.TryGetValue(container, out var member) ? Filter(container, member) : null;
    }

    public void Rename(Guid container)
    {
        lock (_gate)
        {
            if (_running.ContainsKey(container))
                _names.Set(container, table.NameOf(container), table.Of(container));
        }
    }

    public async Task RemoveAsync(Guid id)
    {
        if (table.Find(id) is not { } network)
            return;
        table.Remove(network);
        if (network.Definition.Kind != NetworkKind.Bridge || !network.Recorded)
            return;
        await _names.StopAsync(network.Definition).ConfigureAwait(false);
        await _addresses.StopAsync(network.Definition).ConfigureAwait(false);
        lock (_gate)
        {
            bridges.Remove(network.Definition);
            if (firewall.Remove(network.Definition) is { } problem)
                notice(problem);
            if (!table.Networks.Any(other => other.Definition is { Kind: NetworkKind.Bridge, Isolated: false }))
                forwarding.Release();
        }
    }

    /// <summary>All of it at once, in the place of what an earlier daemon left.</summary>
    public void Restore(IReadOnlyList<NetworkDefinition> networks)
    {
        lock (_gate)
        {
            foreach (var stranger in bridges.RemoveStrangers(networks.Select(network => network.Bridge!).ToHashSet(StringComparer.Ordinal)))
                notice($"The bridge {stranger} belongs to no network and was removed.");
            if (firewall.Restore(networks) is { } problem)
                notice(problem);
            foreach (var network in networks)
            {
                if ((bridges.Ensure(network, out _) ?? forwarding.Need(network)) is { } lacking)
                    notice(lacking);
                Serve(network);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _names.DisposeAsync().ConfigureAwait(false);
        await _addresses.DisposeAsync().ConfigureAwait(false);
        ports.Dispose();
        firewall.Dispose();
    }

    private void Serve(NetworkDefinition network)
    {
        _names.Start(network);
        _addresses.Start(network);
    }

    /// <summary>Under the gate.</summary>
    private string? Filter(Guid container, RunningMember member)
    {
        var members = table.Of(container);
        var published = table.PortsOf(container);
        if (ports.Hold(container, published) is { } taken)
            return taken;
        var target = members.FirstOrDefault(membership => membership.IsForwardedTo);
        // Else the kernel takes packets from the host's loopback for lost ones (ip-sysctl.rst, route_localnet).
        if (published.Count > 0 && target?.Address4 is not null)
            home.Within(() => Sysctl.TryWrite($"net/ipv4/conf/{target.Network.Definition.Bridge}/route_localnet", "1"));
        return firewall.Add(container, new FirewallMember
        {
            Devices = [.. members.Select(membership => Guard(membership, member.Of(membership))).OfType<GuardedDevice>()],
            Ports = published,
            Address4 = target?.Address4,
            Address6 = target?.Address6,
        });
    }

    private static GuardedDevice? Guard(Membership membership, PluggedInterface? plug) =>
        membership.Network.Definition.Kind == NetworkKind.Bridge && plug is { Guarded: true, Device: { } device }
        && MacAddress.TryParse(membership.Mac, out var mac)
            ? new GuardedDevice(device, mac, [.. membership.Addresses])
            : null;
}
