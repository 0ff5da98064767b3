namespace Orchestrator.Contracts.History;

/// <summary>What changed from one moment to a later one.</summary>
public sealed record FleetDiffView
{
    /// <summary>The last event that counts for the earlier moment.</summary>
    public long FromSeq { get; set; }

    public long ToSeq { get; set; }

    public IReadOnlyList<ContainerMentionView> Created { get; set; } = [];

    public IReadOnlyList<ContainerMentionView> Removed { get; set; } = [];

    /// <summary>Created after the earlier moment and removed before the later one.</summary>
    public IReadOnlyList<ContainerMentionView> Passing { get; set; } = [];

    public IReadOnlyList<ContainerChangeView> Changed { get; set; } = [];

    /// <summary>What changed of the freeze of the whole fleet.</summary>
    public IReadOnlyList<FieldChangeView> Fleet { get; set; } = [];
}
