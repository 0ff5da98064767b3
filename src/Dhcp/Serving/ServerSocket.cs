using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Dhcp.Serving;

/// <summary>A socket that hears and speaks on one device only (socket(7), SO_BINDTODEVICE).</summary>
internal static class ServerSocket
{
    private const int SolSocket = 1;
    private const int ReuseAddress = 2;
    private const int BindToDevice = 25;

    public static Socket Open(IPEndPoint at, string? device)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        try
        {
            if (device is not null)
            {
                socket.SetRawSocketOption(SolSocket, BindToDevice, Encoding.ASCII.GetBytes(device + '\0'));
                // A server of the host for other devices hears at every address, too.
                socket.SetRawSocketOption(SolSocket, ReuseAddress, [1, 0, 0, 0]);
            }
            socket.Bind(at);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
