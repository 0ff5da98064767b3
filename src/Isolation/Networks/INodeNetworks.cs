using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// What the actors may ask of the node about networks. Bridges and rules follow what the journal says: whatever is lacking
/// is made again when it is needed, and what no network of the journal owns is taken away.
/// </summary>
public interface INodeNetworks
{
    /// <summary>
    /// Judges a wish before anything is recorded and chooses what it leaves open; the subnets are then held for it until
    /// <see cref="RemoveAsync"/>.
    /// </summary>
    Task<NetworkOutcome> PlanAsync(Guid id, NetworkDefinition wish, CancellationToken cancel);

    /// <summary>Makes what belongs to a network that is recorded. Null, or what the kernel refused.</summary>
    Task<string?> MakeAsync(KnownNetwork network, CancellationToken cancel);

    /// <summary>Takes a network away that no container has. Nothing happens if there is none.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancel);

    /// <summary>After a start of the daemon, before its containers are looked at: all networks of the journal.</summary>
    Task RestoreAsync(IReadOnlyCollection<KnownNetwork> networks, CancellationToken cancel);

    /// <summary>The removal of a container is recorded: what it held is free for others.</summary>
    void Forget(Guid container);

    /// <summary>A container has another name from now on.</summary>
    void Rename(Guid container, string name);

    /// <summary>
    /// Judges the ports that a container is to have from now on, and holds them for it. Where a wish leaves the host's port
    /// open (0) one is chosen. The result goes into the journal and back into <see cref="PublishAsync"/>.
    /// </summary>
    PortOutcome PlanPorts(Guid container, ContainerSpec spec, IReadOnlyList<PortSpec> ports);

    /// <summary>Has a container that runs use the ports that were recorded for it.</summary>
    Task<string?> PublishAsync(Guid container, IReadOnlyList<PortSpec> ports, CancellationToken cancel);
}
