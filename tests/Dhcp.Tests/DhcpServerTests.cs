using System.Net;
using System.Net.Sockets;
using Orchestrator.Dhcp.Wire;

namespace Orchestrator.Dhcp.Tests;

/// <summary>On loopback, where the client's socket stands for everybody.</summary>
public sealed class DhcpServerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Server_AfterWhateverCame_AnswersTheNextClient()
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var at = FreePort();
        await using var server = DhcpServer.Start(at, null, Messages.Server, (IPEndPoint)client.Client.LocalEndPoint!, new Messages.One(), TimeProvider.System);

        await client.SendAsync(Array.Empty<byte>(), at);
        await client.SendAsync(new byte[9_000], at);
        await client.SendAsync(Messages.Request(DhcpType.Discover), at);

        using var limit = new CancellationTokenSource(Limit);
        var answer = await client.ReceiveAsync(limit.Token);
        Messages.Yours(answer.Buffer).ShouldBe(Messages.Known.Address);
    }

    [Fact]
    public async Task Start_WherePortIsTaken_IsSaid()
    {
        var at = FreePort();
        await using var first = DhcpServer.Start(at, null, Messages.Server, at, new Messages.One(), TimeProvider.System);

        Should.Throw<SocketException>(() => DhcpServer.Start(at, null, Messages.Server, at, new Messages.One(), TimeProvider.System))
            .SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
