namespace Orchestrator.Contracts.Containers;

/// <summary>What went over all interfaces of a container, as seen from inside: rx came in, tx went out.</summary>
public sealed record NetworkUsageView
{
    public long RxBytes { get; set; }

    public long TxBytes { get; set; }

    public long RxPackets { get; set; }

    public long TxPackets { get; set; }

    public long RxErrors { get; set; }

    public long TxErrors { get; set; }

    public long RxDropped { get; set; }

    public long TxDropped { get; set; }
}
