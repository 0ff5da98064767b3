using System.Net;
using System.Net.Sockets;
using Orchestrator.Dhcp.Serving;

namespace Orchestrator.Dhcp;

/// <summary>
/// The DHCP server of one network (RFC 2131). It gives nothing away: each client is told the address that it has already,
/// so there are no leases to keep, and an answer never depends on what was asked before.
/// </summary>
public sealed class DhcpServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _life = new();
    private readonly Socket _socket;
    private readonly Task _loop;

    private DhcpServer(Socket socket, Responder responder, IPEndPoint everybody)
    {
        _socket = socket;
        _loop = Task.Run(() => new Listener(socket, responder, everybody).RunAsync(_life.Token));
    }

    /// <summary>Listens on one device only, and answers by it only.</summary>
    /// <param name="at">Where to listen: any address and the port, since who has no address asks everybody.</param>
    /// <param name="device">Null: whatever way a packet comes, e.g. on loopback.</param>
    /// <param name="server">The server's own address on the device.</param>
    /// <param name="everybody">Where those are answered who have no address yet.</param>
    /// <exception cref="SocketException">The port cannot be listened at, e.g. since another server does.</exception>
    public static DhcpServer Start(
        IPEndPoint at, string? device, IPAddress server, IPEndPoint everybody, IReservations reservations, TimeProvider time) =>
        new(ServerSocket.Open(at, device), new Responder(server, reservations, new Pace(time)), everybody);

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _loop.ConfigureAwait(false);
        _life.Dispose();
    }
}
