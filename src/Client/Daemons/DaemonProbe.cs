using Orchestrator.Kernel;

namespace Orchestrator.Client.Daemons;

/// <summary>Asks a socket whether there is a daemon behind it.</summary>
public static class DaemonProbe
{
    /// <summary>Whether this user may use that daemon, also while it is not running.</summary>
    public static bool Admits(string socketPath)
    {
        using var socket = StreamSocket.TryConnect(socketPath, out var errno);
        return socket is not null || errno == Errno.ECONNREFUSED;
    }

    /// <summary>Whether somebody listens on the socket. Connecting to a unix socket never blocks for long.</summary>
    public static bool Answers(string socketPath)
    {
        using var socket = StreamSocket.TryConnect(socketPath, out _);
        return socket is not null;
    }
}
