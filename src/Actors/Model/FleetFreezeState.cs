using System.Collections.Immutable;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

internal enum FleetFreezePhase
{
    Freezing,
    Frozen,
    Thawing,
}

/// <summary>The freeze of the whole node. While there is one, no init is started.</summary>
/// <param name="Freeze">The oldest of <paramref name="Holds"/>.</param>
/// <param name="Holds">The freezes of all owners, oldest first.</param>
/// <param name="Barrier">Since when nothing ran.</param>
/// <param name="Stuck">Who has tasks that the kernel could not freeze yet; null: nobody.</param>
internal sealed record FleetFreezeState(
    Guid Operation, FleetFreezePhase Phase, FreezeView Freeze, ImmutableList<FreezeView> Holds, DateTimeOffset? Barrier = null,
    ImmutableList<Guid>? Stuck = null)
{
    public bool IsStuck(Guid container) => Stuck?.Contains(container) == true;

    public bool IsHeldBy(string owner) => Holds.Exists(hold => hold.Holder == owner);

    public FleetFreezeState With(FreezeView hold)
    {
        int at = Holds.FindIndex(other => other.Holder == hold.Holder);
        ImmutableList<FreezeView> holds = at < 0 ? Holds.Add(hold) : Holds.SetItem(at, hold with { Since = Holds[at].Since });
        return this with { Holds = holds, Freeze = holds[0] };
    }

    /// <summary>The last one is not taken away but thawed.</summary>
    public FleetFreezeState Without(string owner)
    {
        ImmutableList<FreezeView> holds = Holds.RemoveAll(hold => hold.Holder == owner);
        return holds.Count == 0 ? this : this with { Holds = holds, Freeze = holds[0] };
    }
}
