using System.Net;

namespace Orchestrator.Isolation.Networks;

/// <summary>One interface of a container in one network.</summary>
/// <param name="Interface">Which of the spec's interfaces it is, from 0.</param>
/// <param name="Mac">As text; null: whatever the kernel gives.</param>
internal sealed record Membership(int Interface, NetworkState Network, IPAddress? Address4, IPAddress? Address6, string? Mac, IReadOnlyList<string> Aliases)
{
    public IEnumerable<IPAddress> Addresses => new[] { Address4, Address6 }.OfType<IPAddress>();

    /// <summary>Whether ports of the host may lead there.</summary>
    public bool IsForwardedTo => Network.Definition is { Kind: NetworkKind.Bridge, Isolated: false } && Addresses.Any();
}
