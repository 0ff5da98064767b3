using System.Net;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>What one running container is to the packet filter.</summary>
internal sealed record FirewallMember
{
    public IReadOnlyList<GuardedDevice> Devices { get; init; } = [];

    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    /// <summary>Where its ports lead; null: it has no address of that family that is forwarded to.</summary>
    public IPAddress? Address4 { get; init; }

    public IPAddress? Address6 { get; init; }
}
