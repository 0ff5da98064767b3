namespace Orchestrator.Contracts.Batches;

public sealed record BatchView
{
    public required string Name { get; set; }

    /// <summary>One of <see cref="BatchStates"/>.</summary>
    public required string State { get; set; }

    public BatchCounts Counts { get; set; } = new();

    public DateTimeOffset SubmittedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Empty in lists.</summary>
    public IReadOnlyList<BatchJobView> Jobs { get; set; } = [];
}
