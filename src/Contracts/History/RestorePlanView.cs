namespace Orchestrator.Contracts.History;

/// <summary>What a restart of the daemon would do now.</summary>
public sealed record RestorePlanView
{
    /// <summary>The last event that it is decided from.</summary>
    public long Seq { get; set; }

    public int Adopted { get; set; }

    public int Ended { get; set; }

    public int Relaunched { get; set; }

    public IReadOnlyList<PlannedContainerView> Containers { get; set; } = [];

    public IReadOnlyList<PlannedBatchView> Batches { get; set; } = [];

    /// <summary>What becomes of a freeze of the whole fleet; null without one.</summary>
    public string? Fleet { get; set; }
}
