using System.Net;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>Judges ports without looking at the host.</summary>
internal static class PortCheck
{
    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    public static string? Check(IReadOnlyList<PortSpec> ports)
    {
        foreach (var (index, port) in ports.Index())
        {
            if (!Protocols.Contains(port.Protocol))
                return $"There are no ports of '{port.Protocol}': it is tcp, udp or sctp.";
            if (port.ContainerPort is < 1 or > ushort.MaxValue || port.HostPort is < 0 or > ushort.MaxValue)
                return $"The port {PortTable.Text(port)} is not possible: ports are from 1 to 65535.";
            if (port.HostAddress is { } text && !IPAddress.TryParse(text, out _))
                return $"'{text}' is not an address of the host.";
            if (port.HostPort != 0 && ports.Take(index).Any(other => Meet(port, other)))
                return $"The host's port {port.HostPort}/{port.Protocol} is asked for twice.";
        }
        return null;
    }

    private static bool Meet(PortSpec one, PortSpec other) =>
        one.HostPort == other.HostPort && one.Protocol == other.Protocol
        && (one.HostAddress is null || other.HostAddress is null || IPAddress.Parse(one.HostAddress).Equals(IPAddress.Parse(other.HostAddress)));
}
