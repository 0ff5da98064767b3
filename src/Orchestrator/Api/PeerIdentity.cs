using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Host;

namespace Orchestrator.Daemon.Api;

/// <summary>Who is at the other end of the socket, as the kernel says: SO_PEERCRED of unix(7).</summary>
internal sealed record PeerIdentity(int Pid, uint Uid, uint Gid)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Who has no id in that namespace and still could open the socket, whose folder is closed to others.</summary>
    private const uint Root = 0;

    /// <summary>Middleware of a connection: asks once, when it was accepted.</summary>
    public static ConnectionDelegate Attach(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
            connection.Features.Set(Read(feature.Socket));
        return next(connection);
    };

    public static PeerIdentity Of(HttpContext http) =>
        http.Features.Get<PeerIdentity>() ?? throw new InvalidOperationException("The connection has no peer identity.");

    public static PeerIdentity Read(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return new PeerIdentity(
            BitConverter.ToInt32(credentials), BitConverter.ToUInt32(credentials[4..]), BitConverter.ToUInt32(credentials[8..]));
    }

    /// <summary>As the host knows them, also where this daemon is root of a user namespace only.</summary>
    public Caller ToCaller()
    {
        var uid = RootlessIds.OfThisProcess is { } rootless ? rootless.Outside(Uid, group: false) ?? Root : Uid;
        return new Caller(uid, UserNames.Of(uid) ?? uid.ToString(CultureInfo.InvariantCulture));
    }
}
