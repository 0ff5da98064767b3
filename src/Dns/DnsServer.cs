using System.Net;
using Orchestrator.Dns.Serving;

namespace Orchestrator.Dns;

/// <summary>
/// The name server of one network: answers for its zone, passes other questions on, by UDP and TCP. It keeps nothing:
/// neither a cache that could be poisoned nor a zone that could be old.
/// </summary>
public sealed class DnsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _life = new();
    private readonly List<IDisposable> _listeners = [];
    private readonly List<Task> _loops = [];

    private DnsServer()
    {
    }

    /// <summary>Listens at each address, on one device only.</summary>
    /// <param name="device">Null: whatever way a packet comes, e.g. on loopback.</param>
    /// <param name="upstreams">Whom to ask for other names, looked up for each question; null: nobody is asked.</param>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be listened at, e.g. since another server does.</exception>
    public static DnsServer Start(
        IReadOnlyList<IPEndPoint> at, string? device, IZone zone, Func<IPAddress, bool> mayAsk,
        Func<IReadOnlyList<IPEndPoint>>? upstreams, TimeProvider time)
    {
        var server = new DnsServer();
        var responder = new Responder(zone, upstreams is null ? null : new Forwarder(upstreams, time));
        try
        {
            foreach (var address in at)
            {
                var datagrams = new DatagramListener(ServerSockets.Datagram(address, device), responder, mayAsk);
                server._listeners.Add(datagrams);
                var streams = new StreamListener(ServerSockets.Stream(address, device), responder, mayAsk, time);
                server._listeners.Add(streams);
                server._loops.Add(Task.Run(() => datagrams.RunAsync(server._life.Token)));
                server._loops.Add(Task.Run(() => streams.RunAsync(server._life.Token)));
            }
            return server;
        }
        catch
        {
            server.Close();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync().ConfigureAwait(false);
        Close();
        await Task.WhenAll(_loops).ConfigureAwait(false);
        _life.Dispose();
    }

    private void Close()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
    }
}
