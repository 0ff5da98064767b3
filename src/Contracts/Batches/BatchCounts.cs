namespace Orchestrator.Contracts.Batches;

public sealed record BatchCounts
{
    public int Total { get; set; }

    public int Queued { get; set; }

    public int Running { get; set; }

    public int Succeeded { get; set; }

    public int Failed { get; set; }

    public int Cancelled { get; set; }

    /// <summary>An attempt failed and another one is due.</summary>
    public int Retrying { get; set; }

    /// <summary>Not run, because what they were to come after did not end as they ask.</summary>
    public int Skipped { get; set; }

    /// <summary>Members in a final state.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Done => Succeeded + Failed + Cancelled + Skipped;
}
