namespace Orchestrator.Actors.Scheduling;

/// <summary>The tickets of one pool within a class and owner.</summary>
internal sealed class PoolLane(Pool pool, OwnerLane owner, long number)
{
    public Pool Pool => pool;

    public OwnerLane Owner => owner;

    public long Number => number;

    public Dictionary<Demand, Flow> ByDemand { get; } = [];

    public SortedSet<Flow> Flows { get; } = new(Comparer<Flow>.Create(
        (a, b) => a!.Key != b!.Key ? a.Key.CompareTo(b.Key) : a.Number.CompareTo(b.Number)));

    /// <summary>The key under which <see cref="Owner"/> has it.</summary>
    public long Key { get; set; }

    /// <summary>It is in <see cref="OwnerLane.Pools"/>.</summary>
    public bool Listed { get; set; }
}
