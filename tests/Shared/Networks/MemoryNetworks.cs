using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.TestSupport.Networks;

/// <summary>The networks of a node without a kernel: real plans and real tables of addresses, and a list of what was made.</summary>
internal class MemoryNetworks : INodeNetworks
{
    private readonly AddressTable _table = new();
    private readonly NetworkPlanner _planner = new(new SubnetChooser("/root"), "abcde");

    /// <summary>Networks that are in the kernel; outlives a daemon where it is handed on.</summary>
    public HashSet<Guid> Made { get; init; } = [];

    /// <summary>What the kernel says to the next one that is to be made.</summary>
    public string? Refusal { get; set; }

    public virtual Task<NetworkOutcome> PlanAsync(Guid id, NetworkDefinition wish, CancellationToken cancel)
    {
        var network = _table.Add(id, taken => _planner.Plan(wish, id, taken, out _));
        return Task.FromResult(new NetworkOutcome(network, network is null ? "That is not possible." : null));
    }

    public virtual Task<string?> MakeAsync(KnownNetwork network, CancellationToken cancel)
    {
        _table.Record(network.Id, network.Definition);
        if (Refusal is null)
            Made.Add(network.Id);
        return Task.FromResult(Refusal);
    }

    public virtual Task RemoveAsync(Guid id, CancellationToken cancel)
    {
        if (_table.Find(id) is { } network)
            _table.Remove(network);
        Made.Remove(id);
        return Task.CompletedTask;
    }

    public virtual Task RestoreAsync(IReadOnlyCollection<KnownNetwork> networks, CancellationToken cancel)
    {
        Made.Clear();
        foreach (var network in networks)
        {
            _table.Record(network.Id, network.Definition);
            Made.Add(network.Id);
        }
        return Task.CompletedTask;
    }

    public void Reserve(IEnumerable<KnownContainer> known)
    {
        foreach (var container in known.Where(container => container.Spec.Networks is not null))
            _table.Reserve(container.Id, container.Name, container.Spec.Networks!, container.Prepared);
    }

    /// <summary>With its addresses; null and why not.</summary>
    public PreparedContainer? Prepare(Guid id, string name, ContainerSpec spec, PreparedContainer prepared, out string? problem)
    {
        problem = null;
        if (spec.Networks is not { } interfaces)
            return prepared;
        if (_table.Take(id, name, interfaces, out problem) is not { } members)
            return null;
        return prepared with
        {
            Networks = [.. members.Select(member => new PreparedNetwork { Addresses = [.. member?.Addresses.Select(address => $"{address}/20") ?? []] })],
        };
    }

    public void Rename(Guid container, string name) => _table.Rename(container, name);

    public void Forget(Guid container) => _table.Free(container);

    public PortOutcome PlanPorts(Guid container, ContainerSpec spec, IReadOnlyList<PortSpec> ports)
    {
        if ((PortCheck.Check(ports) ?? _table.Holder(ports, container)) is { } problem)
            return new PortOutcome(null, problem);
        _table.Hold(container, ports);
        return new PortOutcome(ports, null);
    }

    public virtual Task<string?> PublishAsync(Guid container, IReadOnlyList<PortSpec> ports, CancellationToken cancel) => Task.FromResult<string?>(null);
}
