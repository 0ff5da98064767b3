using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Dhcp.Serving;
using Orchestrator.Dhcp.Wire;

namespace Orchestrator.Dhcp.Tests;

/// <summary>RFC 2131, sections 3 and 4.3, from the side of the client.</summary>
public sealed class ResponderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Responder _responder;

    public ResponderTests() => _responder = new Responder(Messages.Server, new Messages.One(), new Pace(_time));

    [Fact]
    public void Discover_OfAKnownClient_IsOfferedItsOwnAddressToEverybodysEars()
    {
        var answer = Ask(Messages.Request(DhcpType.Discover, requested: "10.9.0.99", clientId: [0xFF, 1, 2, 3])).ShouldNotBeNull();

        answer.To.ShouldBeNull();
        answer.Message.Length.ShouldBeGreaterThanOrEqualTo(300);
        answer.Message[..8].ShouldBe([2, 1, 6, 0, 0xCA, 0xFE, 0xF0, 0x0D]);
        answer.Message[28..34].ShouldBe(Messages.Mine.GetAddressBytes());
        Messages.Yours(answer.Message).ToString().ShouldBe("10.9.0.7");
        var options = Messages.Options(answer.Message);
        options[53].ShouldBe([(byte)DhcpType.Offer]);
        options[54].ShouldBe([10, 9, 0, 1]);
        options[1].ShouldBe([255, 255, 240, 0]);
        options[28].ShouldBe([10, 9, 15, 255]);
        options[3].ShouldBe([10, 9, 0, 1]);
        options[6].ShouldBe([10, 9, 0, 1, 192, 0, 2, 53]);
        options[26].ShouldBe([1400 >> 8, 1400 & 0xFF]);
        options[61].ShouldBe([0xFF, 1, 2, 3]);
        options.ShouldContainKey(51);
    }

    [Theory]
    [InlineData("10.9.0.7", null, "10.9.0.1", true)] // it takes our offer
    [InlineData("10.9.0.7", null, null, true)] // it rebooted
    [InlineData("10.9.0.8", null, null, false)] // and was another one before
    [InlineData("192.0.2.7", null, "10.9.0.1", false)]
    [InlineData(null, null, null, false)]
    [InlineData(null, "10.9.0.8", null, false)] // it prolongs what is not its own
    public void Request_OfAKnownClient_IsGrantedItsOwnAddressOnly(string? requested, string? current, string? server, bool granted)
    {
        var answer = Ask(Messages.Request(DhcpType.Request, requested, current, server)).ShouldNotBeNull();

        Messages.Options(answer.Message)[53].ShouldBe([(byte)(granted ? DhcpType.Ack : DhcpType.Nak)]);
        answer.To.ShouldBeNull();
        Messages.Yours(answer.Message).ShouldBe(granted ? Messages.Known.Address : IPAddress.Any);
    }

    [Fact]
    public void Request_ToProlong_IsAnsweredToTheAddress()
    {
        var answer = Ask(Messages.Request(DhcpType.Request, current: "10.9.0.7")).ShouldNotBeNull();

        answer.To.ShouldBe(Messages.Known.Address);
        Messages.Options(answer.Message)[53].ShouldBe([(byte)DhcpType.Ack]);
    }

    [Fact]
    public void Inform_IsToldTheRestButNoAddressAndNoTime()
    {
        var answer = Ask(Messages.Request(DhcpType.Inform, current: "10.9.0.7")).ShouldNotBeNull();

        Messages.Yours(answer.Message).ShouldBe(IPAddress.Any);
        Messages.Options(answer.Message).Keys.Order().ShouldBe([1, 3, 6, 26, 28, 53, 54]);
    }

    [Fact]
    public void Answer_ToStrangersOtherServersAndRelays_IsSilence()
    {
        Ask(Messages.Request(DhcpType.Discover, from: PhysicalAddress.Parse("02:00:0A:09:00:08"))).ShouldBeNull();
        Ask(Messages.Request(DhcpType.Request, "10.9.0.7", server: "10.9.0.66")).ShouldBeNull();
        Ask(Messages.Request(DhcpType.Inform, current: "10.9.0.8")).ShouldBeNull();
        foreach (var type in new[] { DhcpType.Release, DhcpType.Decline, DhcpType.Offer, DhcpType.Ack, DhcpType.Nak, (DhcpType)99 })
            Ask(Messages.Request(type, current: "10.9.0.7")).ShouldBeNull();
        var relayed = Messages.Request(DhcpType.Discover);
        relayed[27] = 9;
        Ask(relayed).ShouldBeNull();
        var answer = Messages.Request(DhcpType.Discover);
        answer[0] = 2;
        Ask(answer).ShouldBeNull();
    }

    [Fact]
    public void Discover_WithoutWayOut_NamesNone()
    {
        var isolated = new Responder(Messages.Server, new Messages.One(Messages.Known with { Router = null, NameServers = [], Mtu = null }), new Pace(_time));

        var answer = isolated.Answer(Messages.Request(DhcpType.Discover)).ShouldNotBeNull();

        Messages.Options(answer.Message).Keys.Order().ShouldBe([1, 28, 51, 53, 54, 58, 59]);
    }

    [Fact]
    public void Options_InTheFileField_AreRead()
    {
        var request = Messages.Request(DhcpType.Discover);
        byte[] options = [52, 1, 1, 255];
        options.CopyTo(request, 240);
        byte[] file = [0, 53, 1, (byte)DhcpType.Discover, 255];
        file.CopyTo(request, 108);

        Messages.Options(Ask(request).ShouldNotBeNull().Message)[53].ShouldBe([(byte)DhcpType.Offer]);
    }

    [Fact]
    public void Flood_OfOneClient_IsAnsweredAFewTimesASecond()
    {
        Enumerable.Range(0, 1_000).Count(_ => Ask(Messages.Request(DhcpType.Discover)) is not null).ShouldBe(Pace.EachSecond);

        _time.Advance(TimeSpan.FromSeconds(1));

        Ask(Messages.Request(DhcpType.Discover)).ShouldNotBeNull();
    }

    private Answer? Ask(byte[] message) => _responder.Answer(message);
}
