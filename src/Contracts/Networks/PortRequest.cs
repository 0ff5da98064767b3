using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Networks;

/// <summary>A port of the host that leads to one of a container.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PortRequest
{
    /// <summary>Null: all addresses of the host.</summary>
    public string? HostAddress { get; set; }

    /// <summary>0: a free one is chosen.</summary>
    public int HostPort { get; set; }

    public int ContainerPort { get; set; }

    /// <summary>tcp, udp or sctp.</summary>
    public string Protocol { get; set; } = "tcp";
}
