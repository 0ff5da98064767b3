namespace Orchestrator.Actors.Scheduling;

/// <summary>Tickets of one pool, class and owner that ask for the same: if the first does not fit, none does.</summary>
internal sealed class Flow(PoolLane lane, Demand demand, long number)
{
    public PoolLane Lane => lane;

    public Demand Demand => demand;

    public long Number => number;

    public SortedSet<Ticket> Tickets { get; } = new(Comparer<Ticket>.Create(Ticket.Compare));

    /// <summary>The key under which its lane has it; changes only while it is out of the lane.</summary>
    public long Key { get; set; }
}
