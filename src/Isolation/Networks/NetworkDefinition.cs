using System.Net;
using System.Text.Json.Serialization;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// A network as its users know it. As a wish, what is null is chosen by the engine; as the journal keeps it nothing is left
/// to choose. A property is only ever added.
/// </summary>
public sealed record NetworkDefinition
{
    /// <summary>The network that is made when a container asks for it and nobody has made it.</summary>
    public const string Default = "default";

    public required string Name { get; init; }

    public NetworkKind Kind { get; init; }

    /// <summary>IPv4 addresses of the network, as 10.0.0.0/24; null: none, or in a wish chosen.</summary>
    public string? Subnet4 { get; init; }

    /// <summary>The bridge's own address, and the containers' way out.</summary>
    public string? Gateway4 { get; init; }

    /// <summary>IPv6 addresses of the network, as fd00::/64; null: none.</summary>
    public string? Subnet6 { get; init; }

    public string? Gateway6 { get; init; }

    /// <summary>A wish for IPv6 addresses where <see cref="Subnet6"/> is to be chosen.</summary>
    public bool? IPv6 { get; init; }

    /// <summary>Nobody outside of the network is reached from it, and nobody reaches into it but the host itself.</summary>
    public bool Isolated { get; init; }

    /// <summary>False: containers are seen outside by their own addresses, and may be reached there.</summary>
    public bool Nat { get; init; } = true;

    /// <summary>False: the engine answers no questions for names there.</summary>
    public bool Dns { get; init; } = true;

    /// <summary>Null: what the kernel gives, 1500.</summary>
    public int? Mtu { get; init; }

    /// <summary>The host's device below a macvlan or ipvlan.</summary>
    public string? Parent { get; init; }

    /// <summary>The host's name of the bridge; null in a wish and where there is none.</summary>
    public string? Bridge { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonIgnore]
    public IPNetwork? Range4 => Subnet4 is { } text ? IPNetwork.Parse(text) : null;

    [JsonIgnore]
    public IPNetwork? Range6 => Subnet6 is { } text ? IPNetwork.Parse(text) : null;

    [JsonIgnore]
    public IPAddress? Router4 => Gateway4 is { } text ? IPAddress.Parse(text) : null;

    [JsonIgnore]
    public IPAddress? Router6 => Gateway6 is { } text ? IPAddress.Parse(text) : null;
}
