namespace Orchestrator.Contracts.Batches;

/// <summary>What would happen to a batch if it were submitted now.</summary>
public sealed record BatchPlanView
{
    public required string Name { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>When the last job would have ended; null if some never start.</summary>
    public DateTimeOffset? Ends { get; set; }

    /// <summary>Jobs of other batches that would start meanwhile.</summary>
    public int Before { get; set; }

    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>In the order in which they would start.</summary>
    public IReadOnlyList<PlannedJobView> Jobs { get; set; } = [];
}
