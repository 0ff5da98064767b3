namespace Orchestrator.Contracts.History;

/// <summary>Why a container, a member of a batch or a batch is in its state, in words.</summary>
public sealed record WhyView
{
    public required string Name { get; set; }

    /// <summary><c>container</c>, <c>member</c> or <c>batch</c>.</summary>
    public required string Kind { get; set; }

    public required string State { get; set; }

    /// <summary>The last event that was looked at.</summary>
    public long Seq { get; set; }

    public string Summary { get; set; } = "";

    public IReadOnlyList<WhyLineView> Chain { get; set; } = [];
}
