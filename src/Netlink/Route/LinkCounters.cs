namespace Orchestrator.Netlink.Route;

/// <summary>Counters of a link since it was made, as seen from the namespace that it is in.</summary>
public readonly record struct LinkCounters(
    ulong RxPackets, ulong TxPackets, ulong RxBytes, ulong TxBytes, ulong RxErrors, ulong TxErrors, ulong RxDropped, ulong TxDropped)
{
    /// <summary>As the other end of a veth pair counts it.</summary>
    public LinkCounters Mirrored => new(TxPackets, RxPackets, TxBytes, RxBytes, TxErrors, RxErrors, TxDropped, RxDropped);

    public static LinkCounters operator +(LinkCounters a, LinkCounters b) => new(
        a.RxPackets + b.RxPackets, a.TxPackets + b.TxPackets, a.RxBytes + b.RxBytes, a.TxBytes + b.TxBytes,
        a.RxErrors + b.RxErrors, a.TxErrors + b.TxErrors, a.RxDropped + b.RxDropped, a.TxDropped + b.TxDropped);
}
