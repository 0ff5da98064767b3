using Orchestrator.Contracts.Containers;

namespace Orchestrator.Contracts.Fleet;

public sealed record FleetStatusView
{
    public required string Node { get; set; }

    public bool Frozen { get; set; }

    public FreezeView? Freeze { get; set; }

    /// <summary>The freezes of the whole fleet by all owners, oldest first.</summary>
    public IReadOnlyList<FreezeView> Holds { get; set; } = [];

    /// <summary>Since when no process of any container ran; null while some do.</summary>
    public DateTimeOffset? BarrierStart { get; set; }

    /// <summary>Partial freezes and thaws that are under way.</summary>
    public int Operations { get; set; }

    public int Total { get; set; }

    public IReadOnlyDictionary<string, int> States { get; set; } = new Dictionary<string, int>();
}
