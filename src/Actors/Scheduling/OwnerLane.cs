namespace Orchestrator.Actors.Scheduling;

/// <summary>What one owner has waiting in one class, as far as the pools' limits allow it.</summary>
internal sealed class OwnerLane(ClassLane @class, Account account)
{
    public ClassLane Class => @class;

    public Account Account => account;

    public Dictionary<Pool, PoolLane> ByPool { get; } = [];

    public SortedSet<PoolLane> Pools { get; } = new(Comparer<PoolLane>.Create(
        (a, b) => a!.Key != b!.Key ? a.Key.CompareTo(b.Key) : a.Number.CompareTo(b.Number)));

    public Ticket? First => Pools.Min?.Flows.Min?.Tickets.Min;
}
