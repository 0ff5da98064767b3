namespace Orchestrator.Client;

/// <summary>Which events; null properties do not restrict.</summary>
public sealed record EventQuery
{
    /// <summary>Events after this one; 0 from the beginning; null: from now on.</summary>
    public long? AfterSeq { get; init; }

    public long? ThroughSeq { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Container { get; init; }

    public string? Batch { get; init; }

    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Go on with those to come.</summary>
    public bool Follow { get; init; }
}
