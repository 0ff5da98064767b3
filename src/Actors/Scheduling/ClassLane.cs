namespace Orchestrator.Actors.Scheduling;

/// <summary>One class with the owners that have something waiting in it.</summary>
internal sealed class ClassLane(string name)
{
    public string Name => name;

    public int Limit { get; set; } = int.MaxValue;

    public int Running { get; set; }

    public int Waiting { get; set; }

    /// <summary>A gang that the free places are kept for.</summary>
    public Ticket? Gathering { get; set; }

    public Dictionary<string, OwnerLane> Owners { get; } = new(StringComparer.Ordinal);

    public bool IsOpen => Gathering is null && Running < Limit;
}
