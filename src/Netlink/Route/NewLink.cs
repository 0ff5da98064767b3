using Orchestrator.Kernel;

namespace Orchestrator.Netlink.Route;

/// <summary>What a link is made with, whatever its kind.</summary>
public sealed record NewLink
{
    public required string Name { get; init; }

    public MacAddress? Mac { get; init; }

    public uint? Mtu { get; init; }

    /// <summary>Index of the bridge that it becomes a port of.</summary>
    public int Master { get; init; }

    public bool Up { get; init; }

    /// <summary>Where it is put; null: the socket's namespace.</summary>
    public Descriptor? Network { get; init; }

    public uint? TxQueues { get; init; }

    public uint? RxQueues { get; init; }
}
