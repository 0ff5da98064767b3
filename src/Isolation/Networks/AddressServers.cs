using System.Net;
using System.Net.Sockets;
using Orchestrator.Dhcp;
using Orchestrator.Isolation.Network;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The DHCP servers of the node's networks, for systems that ask for the address which they were given anyway. They live with
/// the daemon: while it is away clients keep what they have, and ask again.
/// </summary>
internal sealed class AddressServers(HostNetwork home, TimeProvider time, Action<string> notice) : IAsyncDisposable
{
    private const int ServerPort = 67, ClientPort = 68;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkReservations> _reservations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DhcpServer> _servers = new(StringComparer.Ordinal);

    /// <summary>Also again, for a bridge that was made again: sockets of the old one hear nothing any more.</summary>
    public void Start(NetworkDefinition network)
    {
        lock (_gate)
        {
            if (_servers.Remove(network.Name, out var old))
                _ = old.DisposeAsync().AsTask();
            if (network.Router4 is not { } router)
                return;
            try
            {
                _servers[network.Name] = home.Within(() => DhcpServer.Start(
                    new IPEndPoint(IPAddress.Any, ServerPort), network.Bridge, router, new IPEndPoint(IPAddress.Broadcast, ClientPort), Of(network), time));
            }
            catch (SocketException e)
            {
                notice($"Addresses are not told by DHCP in network {network.Name}: port {ServerPort} cannot be listened at on {network.Bridge} ({e.Message}). {SocketHolder.Find("udp", ServerPort)}");
            }
        }
    }

    public async Task StopAsync(NetworkDefinition network)
    {
        DhcpServer? server;
        lock (_gate)
        {
            _reservations.Remove(network.Name);
            _servers.Remove(network.Name, out server);
        }
        if (server is not null)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A container runs: whoever asks with its hardware addresses is told what it has.</summary>
    public void Set(Guid container, RunningMember running, IReadOnlyList<Membership> members, IReadOnlyList<IPAddress> hostResolvers)
    {
        lock (_gate)
        {
            foreach (var network in members.Where(member => member.Network.Definition.Kind == NetworkKind.Bridge).GroupBy(member => member.Network.Definition))
                Of(network.Key).Set(container, network.Select(member => (member, running.Of(member)?.Router4)), hostResolvers);
        }
    }

    public void Remove(Guid container)
    {
        lock (_gate)
        {
            foreach (var reservations in _reservations.Values)
                reservations.Remove(container);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<DhcpServer> servers;
        lock (_gate)
        {
            servers = [.. _servers.Values];
            _servers.Clear();
        }
        foreach (var server in servers)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    private NetworkReservations Of(NetworkDefinition network) =>
        _reservations.TryGetValue(network.Name, out var known) ? known : _reservations[network.Name] = new NetworkReservations(network);
}
