namespace Orchestrator.Actors.Scheduling;

/// <summary>What shares a limit of its own: a batch.</summary>
internal sealed class Pool(Guid id, int limit)
{
    public Guid Id => id;

    public int Limit { get; set; } = limit;

    public int Running { get; set; }

    /// <summary>A gang that the free places are kept for.</summary>
    public Ticket? Gathering { get; set; }

    public List<PoolLane> Lanes { get; } = [];

    public bool IsOpen => Gathering is null && Running < Limit;
}
