namespace Orchestrator.Contracts.Queues;

/// <summary>Null: without limit.</summary>
public sealed record QueueResourcesView
{
    public double? Cpus { get; set; }

    public long? MemoryBytes { get; set; }

    public long? Pids { get; set; }

    public int Jobs { get; set; }
}
