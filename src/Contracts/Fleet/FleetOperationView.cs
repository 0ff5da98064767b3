namespace Orchestrator.Contracts.Fleet;

/// <summary>What one fleet-wide operation did.</summary>
public sealed record FleetOperationView
{
    public required string Operation { get; set; }

    public bool DryRun { get; set; }

    public IReadOnlyList<string> Containers { get; set; } = [];

    /// <summary>Containers that did not follow, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Failed { get; set; } = new Dictionary<string, string>();

    public double TookMilliseconds { get; set; }

    /// <summary>From then on no process of any member ran: what a snapshot reads does not change. Null if some did.</summary>
    public DateTimeOffset? BarrierStart { get; set; }

    /// <summary>For a thaw: just before the first member went on.</summary>
    public DateTimeOffset? BarrierEnd { get; set; }

    /// <summary>Last sequence number of the journal once the operation was recorded.</summary>
    public long Seq { get; set; }
}
