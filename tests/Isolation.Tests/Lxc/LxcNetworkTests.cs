using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Lxc;

public sealed class LxcNetworkTests
{
    [Fact]
    public void Map_Veth_HasAllOfItsKeys()
    {
        var network = One("""
            lxc.net.0.type = veth
            lxc.net.0.flags = up
            lxc.net.0.link = lxcbr0
            lxc.net.0.name = lan0
            lxc.net.0.hwaddr = 00:16:3e:xx:xx:xx
            lxc.net.0.mtu = 1400
            lxc.net.0.ipv4.address = 10.0.3.7/24 10.0.3.255
            lxc.net.0.ipv4.address = 192.168.5.1
            lxc.net.0.ipv4.gateway = 10.0.3.1
            lxc.net.0.ipv6.address = fd00::7
            lxc.net.0.ipv6.gateway = auto
            lxc.net.0.l2proxy = 1
            lxc.net.0.veth.mode = router
            lxc.net.0.veth.pair = vethx
            lxc.net.0.veth.n_rxqueues = 2
            lxc.net.0.veth.n_txqueues = 3
            lxc.net.0.veth.ipv4.route = 10.9.0.0/16
            lxc.net.0.veth.ipv6.route = fd01::/48
            lxc.net.0.veth.vlan.id = none
            lxc.net.0.veth.vlan.tagged.id = 5
            lxc.net.0.veth.vlan.tagged.id = 6
            """);
        network.Mac.ShouldNotBeNull().ShouldMatch("^00:16:3e(:[0-9a-f]{2}){3}$");
        network.Addresses.ShouldBe(["10.0.3.7/24", "192.168.5.1/24", "fd00::7/64"]);
        network.Broadcasts!["10.0.3.7"].ShouldBe("10.0.3.255");
        network.HostRoutes.ShouldBe(["10.9.0.0/16", "fd01::/48"]);
        network.TaggedVlans.ShouldBe([5, 6]);
        (network with { Mac = null, Addresses = null, Broadcasts = null, HostRoutes = null, TaggedVlans = null }).ShouldBe(new NetworkSpec
        {
            Type = NetworkType.Veth, Link = "lxcbr0", Name = "lan0", Mtu = 1400, Gateway4 = "10.0.3.1", Gateway6 = "auto", NeighbourProxy = true,
            Mode = "router", HostName = "vethx", RxQueues = 2, TxQueues = 3, VlanId = -1,
        });
    }

    [Theory]
    [InlineData("macvlan\nlxc.net.0.link = eth9", NetworkType.Macvlan, "private")]
    [InlineData("macvlan\nlxc.net.0.link = eth9\nlxc.net.0.macvlan.mode = bridge", NetworkType.Macvlan, "bridge")]
    [InlineData("ipvlan\nlxc.net.0.link = eth9\nlxc.net.0.ipvlan.mode = l2", NetworkType.Ipvlan, "l2")]
    [InlineData("vlan\nlxc.net.0.link = eth9\nlxc.net.0.vlan.id = 7", NetworkType.Vlan, null)]
    [InlineData("phys\nlxc.net.0.link = eth9", NetworkType.Phys, null)]
    public void Map_OtherKinds_AreDownUntilTheirFlagsSayUp(string lines, NetworkType type, string? mode)
    {
        var network = One("lxc.net.0.type = " + lines);
        (network.Type, network.Mode, network.Up, network.Link).ShouldBe((type, mode, false, "eth9"));
        NetworkCheck.Check(new ContainerSpec { Networks = [network] }).ShouldBeNull();
    }

    [Fact]
    public void Map_SeveralDevices_StandInTheOrderOfTheirNumbers()
    {
        var spec = Spec("lxc.net.10.type = veth\nlxc.net.10.name = b\nlxc.net.2.type = empty\nlxc.net.1.type = veth\nlxc.net.1.name = a\n");
        spec.Networks!.Select(network => (network.Type, network.Name)).ShouldBe(
            [(NetworkType.Veth, "a"), (NetworkType.Empty, null), (NetworkType.Veth, "b")]);
    }

    [Theory]
    [InlineData("lxc.net.0.type = empty\n", NetworkMode.None)]
    [InlineData("lxc.net.0.type = none\n", NetworkMode.Host)]
    [InlineData("lxc.net.0.type = veth\nlxc.net =\n", NetworkMode.None)]
    public void Map_NothingButLoopbackOrTheHosts_IsNoInterface(string lines, NetworkMode mode)
    {
        var spec = Spec(lines);
        (spec.Networks, spec.Namespaces.Network).ShouldBe((null, mode));
    }

    [Fact]
    public void Map_Scripts_GetLxcsArguments()
    {
        var hooks = Spec("lxc.net.0.type = veth\nlxc.net.0.script.up = /up a\nlxc.net.0.script.down = /down\nlxc.hook.pre-start = /x\n").Hooks!;
        hooks.Select(hook => (hook.Kind, hook.Network)).ShouldBe([(HookKind.HostPreStart, null), (HookKind.NetworkUp, 0), (HookKind.NetworkDown, 0)]);
        hooks[1].Arguments[2].ShouldBe("/up a web net up \"$LXC_NET_TYPE\" ${LXC_NET_PARENT:+\"$LXC_NET_PARENT\"} ${LXC_NET_PEER:+\"$LXC_NET_PEER\"}");
        var later = Spec("lxc.hook.version = 1\nlxc.net.0.type = veth\nlxc.net.0.script.up = /up a\n").Hooks!.ShouldHaveSingleItem();
        (later.Arguments[2], later.Environment["LXC_HOOK_TYPE"], later.Environment["LXC_HOOK_SECTION"]).ShouldBe(("/up a", "up", "net"));
    }

    [Fact]
    public void Export_Interfaces_ComeBackAsTheyWere()
    {
        var spec = Spec("""
            lxc.net.0.type = veth
            lxc.net.0.flags = up
            lxc.net.0.link = br0
            lxc.net.0.hwaddr = 02:00:00:00:00:01
            lxc.net.0.ipv4.address = 10.0.3.7/24 10.0.3.99
            lxc.net.0.veth.vlan.tagged.id = 5
            lxc.net.1.type = empty
            lxc.net.2.type = macvlan
            lxc.net.2.link = eth9
            lxc.net.3.type = vlan
            lxc.net.3.link = eth9
            lxc.net.3.vlan.id = 0
            lxc.net.4.type = ipvlan
            lxc.net.4.link = eth9
            lxc.net.4.ipvlan.isolation = vepa
            """);
        var text = LxcExport.Write(spec);
        var read = LxcReader.ReadText(new HostLxcFiles(), text, "e");
        read.Problems.ShouldBeEmpty();
        var again = LxcMapper.Map(read.Items, new LxcContext { Name = "web" });
        again.Problems.ShouldBeEmpty();
        System.Text.Json.JsonSerializer.Serialize(again.Spec.Networks).ShouldBe(System.Text.Json.JsonSerializer.Serialize(spec.Networks));
    }

    private static NetworkSpec One(string lines) => Spec(lines).Networks.ShouldNotBeNull().ShouldHaveSingleItem();

    private static ContainerSpec Spec(string lines)
    {
        var read = LxcReader.ReadText(new HostLxcFiles(), "lxc.rootfs.path = /srv/x\n" + lines, "c");
        read.Problems.ShouldBeEmpty();
        var mapped = LxcMapper.Map(read.Items, new LxcContext { Name = "web" });
        mapped.Problems.ShouldBeEmpty();
        return mapped.Spec;
    }
}
