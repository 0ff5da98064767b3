using System.Net;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Networks;

/// <summary>The networks of one node: who has which address, decided here, and what of it is in the kernel (<see cref="NetworkFabric"/>).</summary>
internal sealed class NodeNetworks : INodeNetworks, INetworkWatcher, IAsyncDisposable
{
    private readonly AddressTable _table = new();
    private readonly NetworkPlanner _planner;
    private readonly Bridges _bridges;
    private readonly PortPlanner _ports;
    private readonly NetworkFabric _fabric;
    private readonly Action<string> _notice;
    private readonly bool _possible;

    public NodeNetworks(RuntimeOptions options)
    {
        var tag = NodeTag.Of(options.Root);
        var home = new HostNetwork(options.HostNetwork);
        var ports = new HostPorts(home);
        _notice = text => options.Notice?.Invoke(text);
        _possible = RootlessIds.OfThisProcess is null;
        _planner = new NetworkPlanner(new SubnetChooser(options.Root), tag);
        _bridges = new Bridges(tag, home);
        _ports = new PortPlanner(_table, ports);
        _fabric = new NetworkFabric(
            _table, home, _bridges, new NodeFirewall(NodeFirewall.TableName(tag), () => home.Open(NetlinkProtocol.Netfilter)), ports,
            new Forwarding(options.StateDirectory, home, _notice), options.Time, _notice);
    }

    public Task<NetworkOutcome> PlanAsync(Guid id, NetworkDefinition wish, CancellationToken cancel) => Task.Run(() => Plan(id, wish), cancel);

    public Task<string?> MakeAsync(KnownNetwork network, CancellationToken cancel) => Task.Run(() => Make(network), cancel);

    public Task RemoveAsync(Guid id, CancellationToken cancel) => Task.Run(() => _fabric.RemoveAsync(id), cancel);

    public Task RestoreAsync(IReadOnlyCollection<KnownNetwork> networks, CancellationToken cancel) => Task.Run(() => Restore(networks), cancel);

    public void Rename(Guid container, string name)
    {
        _table.Rename(container, name);
        _fabric.Rename(container);
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
        var outcome = _ports.Plan(id, spec.Ports ?? []);
        if (outcome.Ports is not { } ports)
        {
            problem = outcome.Problem;
            _table.Free(id);
            return null;
        }
        return prepared with
        {
            Networks = members.Any(member => member is not null) ? NetworkDescription.Of(members) : prepared.Networks,
            Ports = ports.Count == 0 ? null : ports,
        };
    }

    public PortOutcome PlanPorts(Guid container, ContainerSpec spec, IReadOnlyList<PortSpec> ports) => _ports.Plan(container, ports);

    public Task<string?> PublishAsync(Guid container, IReadOnlyList<PortSpec> ports, CancellationToken cancel)
    {
        _table.Hold(container, ports);
        return Task.FromResult(_fabric.Publish(container));
    }

    /// <summary>What the journal says that a container has, after a restart of the daemon.</summary>
    public void Reserve(KnownContainer known)
    {
        if (known.Spec.Networks is { } interfaces && _table.Reserve(known.Id, known.Name, interfaces, known.Prepared) is { } problem)
            _notice($"Container {known.Name}: {problem}.");
    }

    /// <summary>Has the bridges be there that a container is about to be plugged into.</summary>
    public string? Ready(Guid container) => _fabric.Ready(container);

    /// <summary>A container is plugged in: its packets pass, its ports lead to it, its name is known, and it is told its address.</summary>
    public string? Attached(Guid container, int attempt, ContainerSpec spec, PreparedContainer prepared, IReadOnlyList<AttachedInterface> interfaces) =>
        _table.Of(container).Count == 0 ? null : _fabric.Attach(container, RunningMember.Of(attempt, spec, interfaces));

    /// <summary>Its interfaces are about to go. What it holds stays its own.</summary>
    public void Released(Guid container, int attempt) => _fabric.Release(container, attempt);

    public void Forget(Guid container) => _table.Free(container);

    /// <summary>Whose names a container is told, in the order of its interfaces: the addresses of the name servers.</summary>
    public IReadOnlyList<IPAddress> NameServersOf(Guid container) => [.. _table.Of(container)
        .Where(member => member.Network.Definition is { Kind: NetworkKind.Bridge, Dns: true })
        .SelectMany(member => new[] { member.Network.Definition.Router4, member.Network.Definition.Router6 }).OfType<IPAddress>().Distinct()];

    /// <summary>The host's resolvers as far as such a container reaches them: for networks without names of their own.</summary>
    public IReadOnlyList<IPAddress> HostResolversFor(Guid container) =>
        _table.Of(container).Any(member => !member.Network.Definition.Isolated) ? _fabric.HostResolvers : [];

    public IReadOnlyList<Membership> Of(Guid container) => _table.Of(container);

    public async ValueTask DisposeAsync()
    {
        await _fabric.DisposeAsync().ConfigureAwait(false);
        _bridges.Dispose();
    }

    private NetworkOutcome Plan(Guid id, NetworkDefinition wish)
    {
        if (!_possible)
            return new NetworkOutcome(null, "Networks of the engine need a daemon of root. Containers of an ordinary user have --network none, host or container:NAME.");
        try
        {
            // Containers on a device of the host are of the network that the host reaches by it.
            var routes = _bridges.Routes(but: wish.Parent);
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
            return _fabric.Ensure(_table.Record(known.Id, known.Definition));
        }
        catch (SystemCallException failure)
        {
            return failure.Message;
        }
    }

    private void Restore(IReadOnlyCollection<KnownNetwork> networks)
    {
        if (!_possible)
            return;
        foreach (var known in networks)
            _table.Record(known.Id, known.Definition);
        try
        {
            _fabric.Restore([.. networks.Select(known => known.Definition).Where(network => network.Kind == NetworkKind.Bridge)]);
        }
        catch (SystemCallException failure)
        {
            _notice($"The networks are not as they should be. {failure.Message}");
        }
    }
}
