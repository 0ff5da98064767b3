using System.Net;

namespace Orchestrator.Isolation.Networks;

/// <summary>One container's place in one network.</summary>
/// <param name="Address4">Null in a network without IPv4.</param>
internal sealed record NetworkMember(Guid Id, string Network, IPAddress? Address4, IPAddress? Address6, string Mac, IReadOnlyList<string> Aliases);
