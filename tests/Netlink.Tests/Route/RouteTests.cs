using System.Net;
using Orchestrator.Kernel;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Netlink.Tests.Route;

/// <summary>Against the kernel, each in a network namespace of its own.</summary>
public sealed class RouteTests : IDisposable
{
    private readonly FreshNetwork _net = new();

    public void Dispose() => _net.Dispose();

    [Fact]
    public void Links_NewNamespace_HasLoopbackAlone()
    {
        var lo = _net.Socket.Links().ShouldHaveSingleItem();
        lo.Name.ShouldBe("lo");
        (lo.Flags & 1).ShouldBe(0u);
        _net.Change(new NetlinkMessages().SetUp(lo.Index, up: true));
        (_net.Find("lo").Flags & 1).ShouldBe(1u);
    }

    [Fact]
    public void AddVeth_PeerElsewhere_IsThereUnderItsNameWithAllThatWasAsked()
    {
        using var other = new FreshNetwork();
        var bridge = _net.Bridge("br0");
        MacAddress.TryParse("02:00:00:00:00:07", out var mac).ShouldBeTrue();
        _net.Change(new NetlinkMessages().AddVeth(
            new NewLink { Name = "host7", Master = bridge.Index, Mtu = 1400, Up = true },
            new NewLink { Name = "eth0", Network = other.Network, Mac = mac, Mtu = 1400 }));
        var host = _net.Find("host7");
        (host.Kind, host.Master, host.Mtu).ShouldBe(("veth", bridge.Index, 1400u));
        var inside = other.Find("eth0");
        (inside.Mac, inside.Mtu, inside.Parent).ShouldBe((mac, 1400u, host.Index));
        inside.LinkNamespace.ShouldNotBeNull();
        _net.Socket.FindLink("eth0").ShouldBeNull();
        _net.Socket.Links("veth", bridge.Index).Select(link => link.Name).ShouldBe(["host7"]);

        InterfaceAddress.TryParse("10.9.0.2/24", out var v4).ShouldBeTrue();
        InterfaceAddress.TryParse("fd00:9::2/64", out var v6).ShouldBeTrue();
        InterfaceAddress.TryParse("10.77.0.0/16", out var far).ShouldBeTrue();
        other.Change(new NetlinkMessages().SetUp(inside.Index, true).AddAddress(inside.Index, v4).AddAddress(inside.Index, v6)
            .AddRoute(inside.Index, null, IPAddress.Parse("10.9.0.1")).AddRoute(inside.Index, null, IPAddress.Parse("fd00:9::1"))
            .AddRoute(inside.Index, far, IPAddress.Parse("10.9.0.3")));
        other.Socket.Addresses().Where(address => address.Scope == 0).Select(address => address.Address).ShouldBe([v4, v6], ignoreOrder: true);
        var routes = other.Socket.Routes().Where(route => route.Table == 254).ToList();
        routes.ShouldContain(route => !route.IsV6 && route.To == null && route.Gateway!.Equals(IPAddress.Parse("10.9.0.1")));
        routes.ShouldContain(route => route.IsV6 && route.To == null && route.Gateway!.Equals(IPAddress.Parse("fd00:9::1")));
        routes.ShouldContain(route => route.To == far && route.Gateway!.Equals(IPAddress.Parse("10.9.0.3")));

        _net.Change(new NetlinkMessages().DeleteLink("host7"));
        other.Socket.FindLink("eth0").ShouldBeNull();
    }

    [Fact]
    public void Change_NameTaken_SaysWhichAndWhy()
    {
        var bridge = _net.Bridge("br0");
        var error = _net.Socket.Change(new NetlinkMessages().SetUp(bridge.Index, true).AddBridge(new NewLink { Name = "br0" })).ShouldNotBeNull();
        (error.Number, error.Index).ShouldBe((Errno.EEXIST, 1));
        _net.Socket.ChangeAll(new NetlinkMessages().DeleteLink("a").DeleteLink("br0").DeleteLink("c"))
            .Select(one => (one.Index, one.Number)).ShouldBe([(0, Errno.ENODEV), (2, Errno.ENODEV)]);
    }

    [Fact]
    public void Change_WhatTheKernelExplains_HasItsWords()
    {
        var bridge = _net.Bridge("br0");
        _net.Socket.Change(new NetlinkMessages().SetMaster(bridge.Index, bridge.Index)).ShouldNotBeNull()
            .Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Links_MoreThanOneAnswerHolds_AreAllListed()
    {
        var messages = new NetlinkMessages();
        for (var i = 0; i < 120; i++)
            messages.AddVeth(new NewLink { Name = $"a{i}" }, new NewLink { Name = $"b{i}" });
        _net.Change(messages);
        _net.Socket.Links("veth").Count.ShouldBe(240);
        _net.Socket.Links().Select(link => link.Name).Distinct().Count().ShouldBe(241);
    }

    [Fact]
    public void SetAlias_AndRename_AreTold()
    {
        var bridge = _net.Bridge("br0");
        _net.Change(new NetlinkMessages().SetAlias(bridge.Index, "orch:x").SetUp(bridge.Index, false).Rename(bridge.Index, "br1"));
        _net.Find("br1").Alias.ShouldBe("orch:x");
    }

    [Fact]
    public void TokenBuckets_OfBothDirections_AreTaken()
    {
        _net.Change(new NetlinkMessages().AddVeth(new NewLink { Name = "a", Up = true }, new NewLink { Name = "b" }));
        var a = _net.Find("a").Index;
        _net.ChangeOrSkip(new NetlinkMessages().AddTokenBucket(a, 1_000_000, 32_000, 100_000), "token bucket filter");
        _net.ChangeOrSkip(new NetlinkMessages().AddIfb(new NewLink { Name = "i", Up = true }), "ifb");
        var ifb = _net.Find("i").Index;
        _net.Change(new NetlinkMessages().AddIngress(a).RedirectIngress(a, ifb).AddTokenBucket(ifb, 10_000_000_000, 65_000, 1_000_000));
        _net.Change(new NetlinkMessages().DeleteQueue(a));
    }

    [Fact]
    public void AddMacvlan_OnAVeth_IsThere()
    {
        _net.Change(new NetlinkMessages().AddVeth(new NewLink { Name = "a", Up = true }, new NewLink { Name = "b" }));
        _net.ChangeOrSkip(new NetlinkMessages().AddMacvlan(new NewLink { Name = "m" }, _net.Find("a").Index, 4), "macvlan");
        _net.Find("m").Kind.ShouldBe("macvlan");
        _net.Find("m").Parent.ShouldBe(_net.Find("a").Index);
    }

    [Fact]
    public void AddVlan_OnAVeth_IsThere()
    {
        _net.Change(new NetlinkMessages().AddVeth(new NewLink { Name = "a" }, new NewLink { Name = "b" }));
        _net.ChangeOrSkip(new NetlinkMessages().AddVlan(new NewLink { Name = "v" }, _net.Find("a").Index, 7), "vlan");
        _net.Find("v").Kind.ShouldBe("vlan");
    }

    [Fact]
    public void Move_AndBack_KeepsTheDevice()
    {
        using var other = new FreshNetwork();
        _net.Change(new NetlinkMessages().AddVeth(new NewLink { Name = "a" }, new NewLink { Name = "b" }));
        _net.Change(new NetlinkMessages().Move(_net.Find("b").Index, other.Network, "eth5"));
        _net.Socket.FindLink("b").ShouldBeNull();
        other.Change(new NetlinkMessages().Move(other.Find("eth5").Index, _net.Network, "b"));
        _net.Find("b").Kind.ShouldBe("veth");
    }

    [Fact]
    public void ProxyNeighbour_IsTaken()
    {
        var bridge = _net.Bridge("br0");
        _net.Change(new NetlinkMessages().AddProxyNeighbour(bridge.Index, IPAddress.Parse("10.0.0.9")));
        _net.Change(new NetlinkMessages().DeleteProxyNeighbour(bridge.Index, IPAddress.Parse("10.0.0.9")));
    }

    [Fact]
    public void Within_WorkThatFails_ComesBack()
    {
        var before = Inode();
        Should.Throw<InvalidOperationException>(() => NetworkNamespace.Within<int>(_net.Network, () =>
        {
            Inode().ShouldBe(_net.Network.Inode);
            throw new InvalidOperationException();
        }));
        Inode().ShouldBe(before);

        static ulong Inode()
        {
            using var own = NetworkNamespace.Own();
            return own.Inode;
        }
    }
}
