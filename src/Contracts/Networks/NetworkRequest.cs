using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Networks;

/// <summary>One network interface of a container. What is null is left to the network, or to the kernel.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NetworkRequest
{
    /// <summary><c>network</c>, <c>empty</c>, <c>veth</c>, <c>macvlan</c>, <c>ipvlan</c>, <c>vlan</c> or <c>phys</c>.</summary>
    public required string Type { get; set; }

    /// <summary>Name of a network that was made by <c>network create</c>; for the type <c>network</c>.</summary>
    public string? Network { get; set; }

    /// <summary>The host's device: the bridge of a veth pair, what others stand on, or what is moved in.</summary>
    public string? Link { get; set; }

    /// <summary>Name inside.</summary>
    public string? Name { get; set; }

    /// <summary>Name of the host's end of a veth pair.</summary>
    public string? HostName { get; set; }

    /// <summary>02:00:00:12:34:56</summary>
    public string? Mac { get; set; }

    public uint? Mtu { get; set; }

    /// <summary>10.0.0.2/24, fd00::2/64; of a network also without the prefix.</summary>
    public IReadOnlyList<string>? Addresses { get; set; }

    /// <summary>An address, <c>auto</c> or <c>dev</c>.</summary>
    public string? Gateway4 { get; set; }

    public string? Gateway6 { get; set; }

    /// <summary><c>10.1.0.0/16</c> or <c>10.1.0.0/16 via 10.0.0.1</c>.</summary>
    public IReadOnlyList<string>? Routes { get; set; }

    public IReadOnlyList<string>? Aliases { get; set; }

    public long? IngressBitsPerSecond { get; set; }

    public long? EgressBitsPerSecond { get; set; }

    public bool? Up { get; set; }

    /// <summary>macvlan: private, vepa, bridge, passthru; ipvlan: l2, l3, l3s; veth: bridge, router.</summary>
    public string? Mode { get; set; }

    /// <summary>ipvlan: bridge, private, vepa.</summary>
    public string? Isolation { get; set; }

    public int? VlanId { get; set; }

    public IReadOnlyList<int>? TaggedVlans { get; set; }

    /// <summary>Networks that the host reaches over this interface.</summary>
    public IReadOnlyList<string>? HostRoutes { get; set; }

    public bool? NeighbourProxy { get; set; }

    /// <summary>False lets it send with any source address.</summary>
    public bool? SourceFilter { get; set; }
}
