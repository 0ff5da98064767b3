namespace Orchestrator.Isolation.Spec;

/// <summary>What a container is told about names instead of what its networks say; it stands in its /etc/resolv.conf and /etc/hosts.</summary>
public sealed record NameSpec
{
    /// <summary>Addresses of name servers; null: those of its networks.</summary>
    public IReadOnlyList<string>? Servers { get; init; }

    /// <summary>Domains to look for short names in.</summary>
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>Options of resolv.conf(5).</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>NAME:ADDRESS, for /etc/hosts; the address may be host-gateway, the host as the container reaches it.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }
}
