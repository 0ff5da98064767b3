using Orchestrator.Isolation.Networks;
using Orchestrator.TestSupport.Networks;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>The networks as one daemon's life sees them. What is made or removed is held against the journal at that moment.</summary>
internal sealed class SimNetworks(SimWorld world, ISimCalls calls) : MemoryNetworks
{
    public override Task<NetworkOutcome> PlanAsync(Guid id, NetworkDefinition wish, CancellationToken cancel) =>
        calls.Local($"plan network {wish.Name}", () => base.PlanAsync(id, wish, cancel).Result);

    public override Task<string?> MakeAsync(KnownNetwork network, CancellationToken cancel)
    {
        bool fails = world.Faulty && world.Dice.Chance(world.Profile.LaunchFails);
        return calls.Local($"make network {network.Definition.Name}", () =>
        {
            world.Check.MayMakeNetwork(network);
            Refusal = fails ? "The bridge cannot be made: EOPNOTSUPP." : null;
            return base.MakeAsync(network, cancel).Result;
        });
    }

    public override Task RemoveAsync(Guid id, CancellationToken cancel) => calls.Local($"remove network {id}", () =>
    {
        world.Check.MayRemoveNetwork(id);
        base.RemoveAsync(id, cancel).Wait(cancel);
        return true;
    });

    /// <summary>Without any at once: old seeds know of no such step.</summary>
    public override Task RestoreAsync(IReadOnlyCollection<KnownNetwork> networks, CancellationToken cancel) =>
        networks.Count == 0 && Made.Count == 0 ? Task.CompletedTask : calls.Local("restore networks", () =>
        {
            base.RestoreAsync(networks, cancel).Wait(cancel);
            return true;
        });
}
