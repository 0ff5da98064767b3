namespace Orchestrator.Contracts.Networks;

public sealed record PortView
{
    public required string Container { get; set; }

    /// <summary>Null: all addresses of the host.</summary>
    public string? HostAddress { get; set; }

    public int HostPort { get; set; }

    public int ContainerPort { get; set; }

    public required string Protocol { get; set; }
}
