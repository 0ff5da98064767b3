using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Daemon.Startup;

/// <summary>sd_notify(3) without libsystemd.</summary>
internal static class SystemdNotify
{
    public static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path || path[0] is not ('/' or '@'))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ stands for the zero byte of the abstract namespace, unix(7).
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException error)
        {
            Serilog.Log.Warning("systemd could not be told {State}: {Reason}", state, error.Message);
        }
    }
}
