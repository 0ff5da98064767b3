namespace Orchestrator.Isolation.Runtime;

/// <summary>
/// What preparation fixed for one interface, in the order of <see cref="Spec.ContainerSpec.Networks"/>; it goes before what
/// the spec says. Null is what the spec or the kernel gives.
/// </summary>
public sealed record PreparedNetwork
{
    /// <summary>The host's bridge, for an interface of a network.</summary>
    public string? Bridge { get; init; }

    /// <summary>What an interface of a network is, if not a port of a bridge: macvlan or ipvlan.</summary>
    public Spec.NetworkType? Type { get; init; }

    /// <summary>The host's device that it stands on then.</summary>
    public string? Parent { get; init; }

    public string? Mac { get; init; }

    public uint? Mtu { get; init; }

    /// <summary>With prefix.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    public string? Gateway4 { get; init; }

    public string? Gateway6 { get; init; }

    /// <summary>No packets to other interfaces of the bridge that have this too.</summary>
    public bool? Isolated { get; init; }
}
