using System.Net;
using System.Net.Sockets;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The sockets by which the ports of running containers are kept from the host's programs: bound and never listened at, since
/// packets are led away before they reach a socket. Not safe for several threads, but for choosing while others are held.
/// </summary>
internal sealed class HostPorts(HostNetwork home) : IDisposable
{
    private const int FirstFree = 32_768;
    private const int LastFree = 60_999;

    private readonly Dictionary<Guid, List<Socket>> _held = [];
    private int _next = FirstFree;

    /// <summary>Null if nobody of the host has the port now; else who.</summary>
    public string? Probe(PortSpec port)
    {
        var sockets = new List<Socket>();
        try
        {
            return home.Within(() => Bind(port, sockets));
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    /// <summary>A port of the kernel's range for such that nobody has; null if all are taken.</summary>
    public int? Choose(PortSpec port, Func<PortSpec, bool> isFree)
    {
        for (var tries = 0; tries <= LastFree - FirstFree; tries++)
        {
            var choice = port with { HostPort = _next };
            _next = _next == LastFree ? FirstFree : _next + 1;
            if (isFree(choice) && Probe(choice) is null)
                return choice.HostPort;
        }
        return null;
    }

    /// <summary>Holds these instead of what the container had. Null, or which one another program has.</summary>
    public string? Hold(Guid container, IReadOnlyList<PortSpec> ports)
    {
        Release(container);
        var sockets = new List<Socket>();
        foreach (var port in ports)
        {
            if (home.Within(() => Bind(port, sockets)) is not { } problem)
                continue;
            foreach (var socket in sockets)
                socket.Dispose();
            return problem;
        }
        if (sockets.Count > 0)
            _held[container] = sockets;
        return null;
    }

    public void Release(Guid container)
    {
        if (!_held.Remove(container, out var sockets))
            return;
        foreach (var socket in sockets)
            socket.Dispose();
    }

    public void Dispose()
    {
        foreach (var container in _held.Keys.ToList())
            Release(container);
    }

    private static string? Bind(PortSpec port, List<Socket> sockets)
    {
        // There is no socket of SCTP to be had without its module; two containers are still kept apart.
        if (port.Protocol == "sctp")
            return null;
        IPAddress[] addresses = port.HostAddress is { } text ? [IPAddress.Parse(text)]
            : Socket.OSSupportsIPv6 ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Any];
        foreach (var address in addresses)
        {
            var socket = port.Protocol == "tcp"
                ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            sockets.Add(socket);
            try
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6)
                    socket.DualMode = false;
                // A connection that was closed a moment ago is nobody's.
                if (port.Protocol == "tcp")
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(address, port.HostPort));
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse =>
                        $"The host's port {port.HostPort}/{port.Protocol} is in use by {SocketHolder.Find(port.Protocol, port.HostPort) ?? "another program"}. Take another one, or end that.",
                    SocketError.AddressNotAvailable => $"The host has no address {address}. Leave it out, or take one that it has.",
                    _ => $"The host's port {port.HostPort}/{port.Protocol} cannot be taken: {e.Message}.",
                };
            }
        }
        return null;
    }
}
