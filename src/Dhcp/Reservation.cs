using System.Net;

namespace Orchestrator.Dhcp;

/// <summary>What a client is told. It is decided elsewhere, and kept as long as the client exists.</summary>
/// <param name="Address">IPv4.</param>
/// <param name="Router">Null: there is no way out.</param>
/// <param name="NameServers">IPv4, the first ones are told.</param>
/// <param name="Mtu">Null: the link's own.</param>
public sealed record Reservation(IPAddress Address, int PrefixLength, IPAddress? Router, IReadOnlyList<IPAddress> NameServers, int? Mtu);
