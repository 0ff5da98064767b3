using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Networks;

/// <summary>Body of <c>POST /v1/networks</c>. What is left out is chosen.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NetworkCreateRequest
{
    public required string Name { get; set; }

    /// <summary><c>bridge</c>, <c>macvlan</c> or <c>ipvlan</c>.</summary>
    public string Type { get; set; } = "bridge";

    /// <summary>At most one of each family: 10.1.0.0/24, fd00:1::/64.</summary>
    public IReadOnlyList<string> Subnets { get; set; } = [];

    /// <summary>The bridge's own address in each subnet; else the first.</summary>
    public IReadOnlyList<string> Gateways { get; set; } = [];

    /// <summary>Choose an IPv6 subnet, too.</summary>
    public bool IPv6 { get; set; }

    /// <summary>Nobody outside is reached from it, and nobody reaches into it but the host.</summary>
    public bool Isolated { get; set; }

    /// <summary>Containers leave by the host's address; else by their own.</summary>
    public bool Nat { get; set; } = true;

    /// <summary>Containers find each other by name.</summary>
    public bool Dns { get; set; } = true;

    public int? Mtu { get; set; }

    /// <summary>The host's device below a macvlan or ipvlan.</summary>
    public string? Parent { get; set; }

    public IReadOnlyDictionary<string, string>? Labels { get; set; }
}
