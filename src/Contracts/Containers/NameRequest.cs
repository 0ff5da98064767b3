using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>What stands in a container's /etc/resolv.conf and /etc/hosts.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NameRequest
{
    /// <summary>Addresses of name servers; null: those of its networks.</summary>
    public IReadOnlyList<string>? Servers { get; set; }

    public IReadOnlyList<string> Search { get; set; } = [];

    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>NAME:ADDRESS, or NAME:host-gateway.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];
}
