using Orchestrator.Contracts.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

internal static class PortMapper
{
    public static IReadOnlyList<PortSpec> ToSpec(IReadOnlyList<PortRequest> ports) => [.. ports.Select(port => new PortSpec
    {
        HostAddress = port.HostAddress is { } text && System.Net.IPAddress.TryParse(text, out var address) ? address.ToString() : port.HostAddress,
        HostPort = port.HostPort,
        ContainerPort = port.ContainerPort,
        Protocol = port.Protocol,
    })];

    public static IReadOnlyList<PortView> ToViews(string container, IReadOnlyList<PortSpec> ports) => [.. ports.Select(port => new PortView
    {
        Container = container,
        HostAddress = port.HostAddress,
        HostPort = port.HostPort,
        ContainerPort = port.ContainerPort,
        Protocol = port.Protocol,
    })];
}
