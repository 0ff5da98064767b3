namespace Orchestrator.Isolation.Spec;

/// <summary>A port of the host whose connections and packets are forwarded to one of the container.</summary>
public sealed record PortSpec
{
    /// <summary>The host's address; null: all of them.</summary>
    public string? HostAddress { get; init; }

    public required int HostPort { get; init; }

    public required int ContainerPort { get; init; }

    /// <summary>tcp, udp or sctp.</summary>
    public string Protocol { get; init; } = "tcp";
}
