using System.Net;
using System.Net.Sockets;
using Orchestrator.Dns;
using Orchestrator.Isolation.Network;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The name servers of the node's networks. They live with the daemon: while it is away, questions are refused at once by
/// the kernel, and asked again by whoever asked.
/// </summary>
internal sealed class NameServers(HostNetwork home, TimeProvider time, Action<string> notice) : IAsyncDisposable
{
    private const int Port = 53;

    private readonly Lock _gate = new();
    private readonly HostResolvers _host = new("/etc/resolv.conf");
    private readonly Dictionary<string, NetworkNames> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DnsServer> _servers = new(StringComparer.Ordinal);

    /// <summary>Those of the host that are reached from elsewhere than its loopback.</summary>
    public IReadOnlyList<IPAddress> HostResolvers => [.. _host.Current.Select(server => server.Address).Where(address => !IPAddress.IsLoopback(address))];

    /// <summary>Also again, for a bridge that was made again: sockets of the old one hear nothing any more.</summary>
    public void Start(NetworkDefinition network)
    {
        lock (_gate)
        {
            var names = Names(network);
            if (_servers.Remove(network.Name, out var old))
                _ = old.DisposeAsync().AsTask();
            if (!network.Dns)
                return;
            IPEndPoint[] at = [.. new[] { network.Router4, network.Router6 }.OfType<IPAddress>().Select(address => new IPEndPoint(address, Port))];
            try
            {
                _servers[network.Name] = home.Within(() => DnsServer.Start(
                    at, network.Bridge, names, names.Owns, network.Isolated ? null : () => Upstreams(at), time));
            }
            catch (SocketException e)
            {
                notice($"Names are not answered in network {network.Name}: {string.Join(" and ", at.Select(point => point.ToString()))} cannot be listened at ({e.Message}). {SocketHolder.Find("udp", Port)}");
            }
        }
    }

    public async Task StopAsync(NetworkDefinition network)
    {
        DnsServer? server;
        lock (_gate)
        {
            _names.Remove(network.Name);
            _servers.Remove(network.Name, out server);
        }
        if (server is not null)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    public void Set(Guid container, string name, IReadOnlyList<Membership> members)
    {
        lock (_gate)
        {
            foreach (var network in members.GroupBy(member => member.Network))
                Names(network.Key.Definition).Set(container, name, network);
        }
    }

    public void Remove(Guid container)
    {
        lock (_gate)
        {
            foreach (var names in _names.Values)
                names.Remove(container);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<DnsServer> servers;
        lock (_gate)
        {
            servers = [.. _servers.Values];
            _servers.Clear();
        }
        foreach (var server in servers)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    private NetworkNames Names(NetworkDefinition network) =>
        _names.TryGetValue(network.Name, out var names) ? names : _names[network.Name] = new NetworkNames(network);

    /// <summary>A host that asks one of these servers would have them ask each other for ever.</summary>
    private IReadOnlyList<IPEndPoint> Upstreams(IPEndPoint[] own) =>
        _host.Current is var all && all.Any(own.Contains) ? [.. all.Except(own)] : all;
}
