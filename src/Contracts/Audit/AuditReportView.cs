namespace Orchestrator.Contracts.Audit;

/// <summary>What <c>audit verify</c> found.</summary>
public sealed record AuditReportView
{
    /// <summary>Which journal or file.</summary>
    public required string Source { get; set; }

    public required bool Sound { get; set; }

    /// <summary>First record that was changed, removed, inserted or moved; null when all is sound.</summary>
    public long? FirstBad { get; set; }

    public string? Problem { get; set; }

    /// <summary>Number of records that are sound.</summary>
    public required long Records { get; set; }

    public required long First { get; set; }

    /// <summary>Last record that is sound, and its hash.</summary>
    public required long Last { get; set; }

    public required string Head { get; set; }

    /// <summary>Last record that a signature vouches for.</summary>
    public long? VouchedThrough { get; set; }

    public IReadOnlyList<AuditKeyUse> Keys { get; set; } = [];

    public IReadOnlyList<AuditArchiveView> Archives { get; set; } = [];

    public IReadOnlyList<string> Notes { get; set; } = [];

    public double Seconds { get; set; }
}
