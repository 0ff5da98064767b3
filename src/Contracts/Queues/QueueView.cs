namespace Orchestrator.Contracts.Queues;

/// <summary>What runs and waits, and what the node has to give.</summary>
public sealed record QueueView
{
    public IReadOnlyList<QueueClassView> Classes { get; set; } = [];

    /// <summary>What was used lately, by user or by the label that the node shares by.</summary>
    public IReadOnlyList<QueueShareView> Shares { get; set; } = [];

    public QueueResourcesView Capacity { get; set; } = new();

    /// <summary>What is admitted.</summary>
    public QueueResourcesView Used { get; set; } = new();

    /// <summary>The job that is first and waits for room, and for what.</summary>
    public string? Reserved { get; set; }
}
