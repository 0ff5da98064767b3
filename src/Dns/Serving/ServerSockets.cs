using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Dns.Serving;

/// <summary>Sockets that hear one address on one device only.</summary>
internal static class ServerSockets
{
    private const int SolSocket = 1;
    private const int BindToDevice = 25;
    private const int SolIp = 0;
    private const int IpFreeBind = 15;
    private const int SolIpv6 = 41;
    private const int Ipv6FreeBind = 78;
    private const int Backlog = 32;

    public static Socket Datagram(IPEndPoint at, string? device) => Bind(new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp), at, device);

    public static Socket Stream(IPEndPoint at, string? device)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // A daemon that follows another one must not wait for its old connections.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Bind(socket, at, device).Listen(Backlog);
        return socket;
    }

    private static Socket Bind(Socket socket, IPEndPoint at, string? device)
    {
        try
        {
            if (device is not null)
            {
                // Who routes packets to the address by another way of the host is not of this network (socket(7)).
                socket.SetRawSocketOption(SolSocket, BindToDevice, Encoding.ASCII.GetBytes(device + '\0'));
                // The kernel may still be looking whether somebody else has the address (RFC 4862, ip(7)).
                Span<byte> yes = [1, 0, 0, 0];
                if (at.AddressFamily == AddressFamily.InterNetwork)
                    socket.SetRawSocketOption(SolIp, IpFreeBind, yes);
                else
                    socket.SetRawSocketOption(SolIpv6, Ipv6FreeBind, yes);
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
