using System.Net;
using System.Net.Sockets;
using Orchestrator.Dns.Serving;
using Orchestrator.Dns.Wire;

namespace Orchestrator.Dns.Tests;

/// <summary>On loopback, with another of these servers as the host's resolver.</summary>
public sealed class DnsServerTests
{
    [Fact]
    public async Task Server_ByUdpAndTcp_AnswersAndForwards()
    {
        var above = FreePort();
        await using var upstream = DnsServer.Start([above], null, new Above(), _ => true, null, TimeProvider.System);
        var at = FreePort();
        // Nobody listens at the first one: the next is asked.
        await using var server = DnsServer.Start([at], null, new Names(), _ => true, () => [FreePort(), above], TimeProvider.System);

        Messages.Addresses(await ByUdpAsync(at, Messages.Query("web", DnsType.A))).ShouldBe(["10.9.0.2"]);
        Messages.Addresses(await ByTcpAsync(at, Messages.Query("many", DnsType.A))).Count.ShouldBe(100);
        var foreign = await ByUdpAsync(at, Messages.Query("example.org", DnsType.A));
        Messages.Addresses(foreign).ShouldBe(["192.0.2.80"]);
        (Messages.Header(foreign).Flags & DnsHeader.Authoritative).ShouldBe(0);
        Messages.Addresses(await ByTcpAsync(at, Messages.Query("example.org", DnsType.A, edns: 1232))).ShouldBe(["192.0.2.80"]);
    }

    [Fact]
    public async Task Server_WithoutAnyResolver_SaysFailure()
    {
        var at = FreePort();
        await using var server = DnsServer.Start([at], null, new Names(), _ => true, () => [], TimeProvider.System);

        Messages.Code(await ByUdpAsync(at, Messages.Query("example.org", DnsType.A))).ShouldBe(DnsCode.ServerFailure);
    }

    [Fact]
    public async Task Server_AskedFromOutsideItsNetwork_IsSilent()
    {
        var at = FreePort();
        await using var server = DnsServer.Start([at], null, new Names(), from => !IPAddress.IsLoopback(from), null, TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(at);

        await Framing.WriteAsync(client.GetStream(), Messages.Query("web", DnsType.A), default);

        // Closed without a word: at the end of the stream, or by a reset since our query was not read.
        try
        {
            (await Framing.ReadAsync(client.GetStream(), default)).ShouldBeNull();
        }
        catch (IOException)
        {
        }
    }

    [Fact]
    public void HostResolvers_OfResolvConf_AreTheFirstThree() =>
        HostResolvers.Parse(["# a", "search x", "nameserver 192.0.2.1", " nameserver ::1", "nameserver nonsense", "nameserver 192.0.2.2", "nameserver 192.0.2.3"])
            .Select(server => server.Address.ToString()).ShouldBe(["192.0.2.1", "::1", "192.0.2.2"]);

    private static async Task<byte[]> ByUdpAsync(IPEndPoint server, byte[] query)
    {
        using var client = new UdpClient();
        client.Connect(server);
        await client.SendAsync(query);
        return (await client.ReceiveAsync()).Buffer;
    }

    private static async Task<byte[]> ByTcpAsync(IPEndPoint server, byte[] query)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        await Framing.WriteAsync(client.GetStream(), query, default);
        return (await Framing.ReadAsync(client.GetStream(), default)).ShouldNotBeNull();
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private sealed class Above : IZone
    {
        public IReadOnlyList<IPAddress>? Find(string name) => name == "example.org" ? [IPAddress.Parse("192.0.2.80")] : null;

        public string? NameOf(IPAddress address) => null;

        public bool Owns(IPAddress address) => false;
    }
}
