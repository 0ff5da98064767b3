namespace Orchestrator.Isolation.Runtime;

/// <summary>What went over all interfaces of a container since they were made, as seen from inside.</summary>
public sealed record NetworkUsage(
    long RxBytes, long TxBytes, long RxPackets, long TxPackets, long RxErrors, long TxErrors, long RxDropped, long TxDropped);
