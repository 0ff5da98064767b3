using Orchestrator.Contracts.Containers;

namespace Orchestrator.Contracts.Fleet;

public sealed record FleetStatusView
{
    public required string Node { get; set; }

    public bool Frozen { get; set; }

    public FreezeView? Freeze { get; set; }

    public int Total { get; set; }

    public IReadOnlyDictionary<string, int> States { get; set; } = new Dictionary<string, int>();
}
