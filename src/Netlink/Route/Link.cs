namespace Orchestrator.Netlink.Route;

/// <summary>A network device as rtnetlink(7) tells it.</summary>
public sealed record Link
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>IFF_*.</summary>
    public required uint Flags { get; init; }

    /// <summary>bridge, veth, macvlan, …; null for a real device and lo.</summary>
    public string? Kind { get; init; }

    public MacAddress? Mac { get; init; }

    public uint Mtu { get; init; }

    /// <summary>Index of the bridge or bond that it belongs to, or 0.</summary>
    public int Master { get; init; }

    /// <summary>Index of what it is stacked on, or of the peer of a veth, in the namespace <see cref="LinkNamespace"/>; or 0.</summary>
    public int Parent { get; init; }

    /// <summary>Id of the other namespace that <see cref="Parent"/> is an index of; null: the same one.</summary>
    public int? LinkNamespace { get; init; }

    public string? Alias { get; init; }

    public IReadOnlyList<string> OtherNames { get; init; } = [];

    public LinkCounters Counters { get; init; }
}
