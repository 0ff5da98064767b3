using System.Net.Sockets;

namespace Orchestrator.Client.Daemons;

/// <summary>Asks a socket whether there is a daemon behind it.</summary>
public static class DaemonProbe
{
    /// <summary>Whether this user may use that daemon, also while it is not running.</summary>
    public static bool Admits(string socketPath)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    /// <summary>Whether somebody listens on the socket. Connecting to a unix socket never blocks for long.</summary>
    public static bool Answers(string socketPath)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
