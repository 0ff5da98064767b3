namespace Orchestrator.Isolation.Spec;

/// <summary>
/// One network interface of a container. All that is null is left out, and is what the kernel or the network gives. Without
/// any (<see cref="ContainerSpec.Networks"/> null) <see cref="NamespaceSpec.Network"/> says whose the network is.
/// </summary>
public sealed record NetworkSpec
{
    public NetworkType Type { get; init; }

    /// <summary>Name of a network, for <see cref="NetworkType.Network"/>.</summary>
    public string? Network { get; init; }

    /// <summary>The host's device: bridge, what macvlan, ipvlan and vlan stand on, or what is moved in.</summary>
    public string? Link { get; init; }

    /// <summary>Name inside; null: eth and the interface's number, for phys its own.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the host's end of a veth pair; null: one that says whose it is.</summary>
    public string? HostName { get; init; }

    /// <summary>02:00:00:aa:bb:cc; null: a random one, or of a network one that stays the same.</summary>
    public string? Mac { get; init; }

    /// <summary>Bytes; null: that of <see cref="Link"/>.</summary>
    public uint? Mtu { get; init; }

    /// <summary>Static addresses with their prefix, such as 10.0.0.2/24 and fd00::2/64.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Broadcast addresses by the IPv4 address of <see cref="Addresses"/> that has it; others have the last of their net.</summary>
    public IReadOnlyDictionary<string, string>? Broadcasts { get; init; }

    /// <summary>Default route: an address, <c>auto</c> (that of <see cref="Link"/>) or <c>dev</c> (the interface without a gateway).</summary>
    public string? Gateway4 { get; init; }

    /// <summary>As <see cref="Gateway4"/>, for IPv6.</summary>
    public string? Gateway6 { get; init; }

    /// <summary>Further routes inside: <c>10.1.0.0/16</c> (on the link) or <c>10.1.0.0/16 via 10.0.0.1</c>.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>Further names that others of the network find it by.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>Most bits per second that come in.</summary>
    public long? IngressBitsPerSecond { get; init; }

    /// <summary>Most bits per second that go out.</summary>
    public long? EgressBitsPerSecond { get; init; }

    /// <summary>False leaves it down; null is true.</summary>
    public bool? Up { get; init; }

    /// <summary>macvlan: private, vepa, bridge, passthru; ipvlan: l2, l3, l3s; veth: bridge, router. Null: bridge, l3, bridge.</summary>
    public string? Mode { get; init; }

    /// <summary>ipvlan: bridge, private or vepa; null: bridge.</summary>
    public string? Isolation { get; init; }

    /// <summary>vlan: the tag. veth: the tag that packets without one get at the bridge's port; -1: none.</summary>
    public int? VlanId { get; init; }

    /// <summary>veth: tags that the bridge's port lets through.</summary>
    public IReadOnlyList<int>? TaggedVlans { get; init; }

    /// <summary>veth: networks that the host reaches over this interface.</summary>
    public IReadOnlyList<string>? HostRoutes { get; init; }

    /// <summary><see cref="Link"/> answers for the addresses inside (proxy ARP and neighbour discovery).</summary>
    public bool? NeighbourProxy { get; init; }

    /// <summary>veth: number of queues.</summary>
    public int? RxQueues { get; init; }

    public int? TxQueues { get; init; }

    /// <summary>False: any source address may be used inside; null is true where the engine gives the addresses.</summary>
    public bool? SourceFilter { get; init; }
}
