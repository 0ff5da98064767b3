using System.Net;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Netlink.Tests.Route;

public sealed class InterfaceAddressTests
{
    [Theory]
    [InlineData("10.1.2.3/16", "10.1.0.0")]
    [InlineData("10.1.2.3/0", "0.0.0.0")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("10.1.2.255/25", "10.1.2.128")]
    [InlineData("fd00:1:2:3:4:5:6:7/60", "fd00:1:2::")]
    public void Network_OfAnAddress_HasTheRestZero(string text, string network)
    {
        InterfaceAddress.TryParse(text, out var address).ShouldBeTrue();
        address.Network.ShouldBe(IPAddress.Parse(network));
        address.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("10.1/16")]
    [InlineData("10.1.2.3/33")]
    [InlineData("10.1.2.3/-1")]
    [InlineData("10.1.2.3/+1")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("fd00::/129")]
    [InlineData("/24")]
    [InlineData("")]
    public void TryParse_WhatIsNone_IsRefused(string text) => InterfaceAddress.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Contains_TheOtherFamily_IsFalse()
    {
        InterfaceAddress.TryParse("0.0.0.0/0", out var all).ShouldBeTrue();
        all.Contains(IPAddress.Parse("10.0.0.1")).ShouldBeTrue();
        all.Contains(IPAddress.Parse("::1")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("02:00:00:aa:bb:cc", true, true)]
    [InlineData("00-16-3e-01-02-03", true, false)]
    [InlineData("01:00:5e:00:00:01", false, false)]
    [InlineData("00:00:00:00:00:00", false, false)]
    public void Mac_Kinds_AreTold(string text, bool usable, bool local)
    {
        MacAddress.TryParse(text, out var mac).ShouldBeTrue();
        mac.IsUsable.ShouldBe(usable);
        mac.IsLocal.ShouldBe(local);
        MacAddress.From(mac.ToBytes()).ShouldBe(mac);
    }

    [Theory]
    [InlineData("02:00:00:aa:bb")]
    [InlineData("02:00:00:aa:bb:cg")]
    [InlineData("02:00:00:aa:bb:c ")]
    [InlineData("0200:00:aa:bb:cc:")]
    public void Mac_WhatIsNone_IsRefused(string text) => MacAddress.TryParse(text, out _).ShouldBeFalse();
}
