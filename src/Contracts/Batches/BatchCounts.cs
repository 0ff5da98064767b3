namespace Orchestrator.Contracts.Batches;

public sealed record BatchCounts
{
    public int Total { get; set; }

    public int Queued { get; set; }

    public int Running { get; set; }

    public int Succeeded { get; set; }

    public int Failed { get; set; }

    public int Cancelled { get; set; }

    public int Done => Succeeded + Failed + Cancelled;
}
