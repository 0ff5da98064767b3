using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Tests.Network;

/// <summary>Real containers on devices of a network namespace that only this class has.</summary>
public sealed class InterfaceTests : IClassFixture<RuntimeHost>, IDisposable
{
    private const string Bridge = "br0";
    private readonly RuntimeHost _host;
    private readonly NetlinkSocket? _socket;

    public InterfaceTests(RuntimeHost host)
    {
        _host = host;
        if (host.WhyNot is not null)
            return;
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, host.Network);
        if (_socket.FindLink(Bridge) is null)
        {
            Change(new NetlinkMessages().AddBridge(new NewLink { Name = Bridge, Up = true }));
            // A new network namespace takes the parameters of IPv4 from the host's, whatever those are.
            NetworkNamespace.Within(host.Network, () =>
            {
                File.WriteAllText($"/proc/sys/net/ipv4/conf/{Bridge}/forwarding", "0");
                return 0;
            });
        }
    }

    private NetlinkSocket Socket
    {
        get
        {
            Assert.SkipWhen(_host.WhyNot is not null, _host.WhyNot ?? "");
            return _socket!;
        }
    }

    public void Dispose() => _socket?.Dispose();

    [Fact]
    public async Task Veth_AllThatWasAsked_IsInsideBeforeTheFirstInstruction()
    {
        var done = await _host.RunAsync(With("ip addr; ip route; ip -6 route; cat /sys/class/net/eth7/address /sys/class/net/eth7/mtu", new NetworkSpec
        {
            Type = NetworkType.Veth, Link = Bridge, Name = "eth7", Mac = "02:00:00:00:00:77", Mtu = 1400,
            Addresses = ["10.9.0.2/24", "fd00:9::2/64"], Gateway4 = "10.9.0.1", Gateway6 = "fd00:9::1", Routes = ["10.77.0.0/16 via 10.9.0.3"],
        }));
        done.Code.ShouldBe(0);
        done.Stdout.ShouldContain("10.9.0.2/24 brd 10.9.0.255");
        done.Stdout.ShouldContain("fd00:9::2/64");
        done.Lines.Single(line => line.Contains("fd00:9::2", StringComparison.Ordinal) && line.Contains("inet6", StringComparison.Ordinal)).ShouldNotContain("tentative");
        done.Stdout.ShouldContain("default via 10.9.0.1 dev eth7");
        done.Stdout.ShouldContain("default via fd00:9::1 dev eth7");
        done.Stdout.ShouldContain("10.77.0.0/16 via 10.9.0.3");
        done.Lines[^2..].ShouldBe(["02:00:00:00:00:77", "1400"]);
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Veth_TwoOnABridge_ReachEachOther()
    {
        var server = await _host.StartContainerAsync(With("echo ready; echo hello | nc -l -p 7", Static("10.9.1.2/24")));
        await server.LineAsync("ready");
        var client = await _host.RunAsync(With("for i in $(seq 300); do nc 10.9.1.2 7 && exit 0; sleep 0.1; done; exit 1", Static("10.9.1.3/24")));
        (client.Code, client.Stdout).ShouldBe((0, "hello\n"));
        (await server.FinishAsync()).Code.ShouldBe(0);
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Veth_Several_AreNumberedAndOneMayBeDown()
    {
        var done = await _host.RunAsync(With("cat /sys/class/net/eth0/flags /sys/class/net/eth1/flags; ls /sys/class/net", Static("10.9.2.2/24"),
            new NetworkSpec { Type = NetworkType.Empty }, new NetworkSpec { Type = NetworkType.Veth, Up = false }));
        done.Lines.ShouldBe(["0x1003", "0x1002", "eth0", "eth1", "lo"]);
    }

    [Fact]
    public async Task Root_WithNetAdmin_RulesItsOwnNetworkAndNothingElse()
    {
        var script = "ip link set eth0 mtu 1300 && ip addr add 10.9.3.9/24 dev eth0 && echo 1 > /proc/sys/net/ipv4/ip_forward; cat /sys/class/net/eth0/mtu; ip link show br0";
        var spec = With(script, Static("10.9.3.2/24")) with { Security = new SecuritySpec { CapAdd = ["NET_ADMIN"] } };
        var done = await _host.RunAsync(spec);
        done.Stdout.ShouldBe("1300\n");
        done.Stderr.ShouldContain("Read-only file system");
        done.Stderr.ShouldContain("can't find device 'br0'");
        var without = await _host.RunAsync(With("ip link set eth0 mtu 1300", Static("10.9.3.2/24")));
        without.Stderr.ShouldContain("Operation not permitted");
    }

    [Fact]
    public async Task Sysctl_OfTheNetwork_IsTheContainersOwn()
    {
        var spec = With("cat /proc/sys/net/ipv4/ip_forward; stat -c %u /sys/class/net/eth0/mtu /sys/class/net/lo/mtu /proc/sys/net/ipv4/ip_forward", Static("10.9.4.2/24")) with
        {
            Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" },
        };
        (await _host.RunAsync(spec)).Lines.ShouldBe(["1", "0", "0", "0"]);
    }

    [Fact]
    public async Task Release_OfALivingContainer_TakesItsDevicesAway()
    {
        var running = await _host.StartContainerAsync(With("sleep 600", new NetworkSpec { Type = NetworkType.Veth, Link = Bridge, HostName = "mine0" }));
        Socket.FindLink("mine0").ShouldNotBeNull();
        await running.KillAsync();
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Rates_OfBothDirections_AreTakenAndGoWithTheContainer()
    {
        var limited = Static("10.9.5.2/24") with { IngressBitsPerSecond = 8_000_000, EgressBitsPerSecond = 16_000_000 };
        var spec = With("sleep 600", limited);
        var prepared = await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "probe", spec, RuntimeHost.Token());
        Assert.SkipWhen(prepared.Problem?.Contains("kernel has no", StringComparison.Ordinal) == true, prepared.Problem ?? "");
        var running = await _host.StartContainerAsync(spec);
        Socket.Links("ifb").ShouldHaveSingleItem();
        await _host.RestartAsync();
        (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token())).ShouldHaveSingleItem().Verdict.ShouldBe(SurveyVerdict.Alive);
        Socket.Links("ifb").ShouldHaveSingleItem();
        await running.KillAsync();
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Macvlan_OnAVeth_IsInside()
    {
        Change(new NetlinkMessages().AddVeth(new NewLink { Name = "down0", Up = true }, new NewLink { Name = "down1" }));
        var done = await _host.RunAsync(With("ip -o addr show eth0", new NetworkSpec
        {
            Type = NetworkType.Macvlan, Link = "down0", Mode = "private", Addresses = ["10.9.6.2/24"], Mac = "02:00:00:00:66:66",
        }));
        done.Stdout.ShouldContain("10.9.6.2/24");
        Change(new NetlinkMessages().DeleteLink("down0"));
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Phys_Device_ComesBackAsItWas()
    {
        Change(new NetlinkMessages().AddVeth(new NewLink { Name = "card0", Up = true }, new NewLink { Name = "card1" }));
        var before = Socket.FindLink("card1")!;
        var done = await _host.RunAsync(With("ip -o addr show net0; ip link set net0 down; ip link set net0 name x9 mtu 1234", Card()) with
        {
            Security = new SecuritySpec { CapAdd = ["NET_ADMIN"] },
        });
        done.Stdout.ShouldContain("10.9.7.2/24");
        var after = Socket.FindLink("card1").ShouldNotBeNull();
        (after.Mtu, after.Mac).ShouldBe((before.Mtu, before.Mac));
        Change(new NetlinkMessages().DeleteLink("card0"));
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Phys_EverybodyDied_ComesBackWithTheNextDaemon()
    {
        Change(new NetlinkMessages().AddVeth(new NewLink { Name = "card0" }, new NewLink { Name = "card1" }));
        var running = await _host.StartContainerAsync(With("sleep 600", Card()));
        Socket.FindLink("card1").ShouldBeNull();
        var launcher = _host.Runtime.LauncherPid!.Value;
        System.Diagnostics.Process.GetProcessById(running.Init.Pid).Kill();
        await RuntimeHost.EndAsync(launcher);
        await _host.RestartAsync();
        await _host.Runtime.SurveyAsync([], RuntimeHost.Token());
        Socket.FindLink("card1").ShouldNotBeNull();
        Directory.GetFiles(Path.Combine(_host.Root, "run", "netns")).ShouldBeEmpty();
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(_host.Root);
        await _host.Runtime.DestroyAsync(running.Id, RuntimeHost.Token());
        Change(new NetlinkMessages().DeleteLink("card0"));
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Launch_BridgeGoneSincePreparation_FailsAndLeavesNothing()
    {
        Change(new NetlinkMessages().AddBridge(new NewLink { Name = "br9" }));
        var spec = With("true", new NetworkSpec { Type = NetworkType.Veth, Link = Bridge }, new NetworkSpec { Type = NetworkType.Veth, Link = "br9" });
        var id = Guid.CreateVersion7();
        var prepared = await _host.Runtime.PrepareAsync(id, "gone", spec, RuntimeHost.Token());
        Change(new NetlinkMessages().DeleteLink("br9"));
        var outcome = await _host.Runtime.LaunchAsync(new LaunchOrder(id, "gone", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        outcome.Failure.ShouldNotBeNull().Message.ShouldContain("no network device 'br9'");
        Leftovers().ShouldBeEmpty();
        await _host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    [Fact]
    public async Task Survey_DevicesOfNoContainer_AreRemovedAndThoseOfOthersStay()
    {
        var mark = new Isolation.Network.NodeMark(_host.Root);
        var other = new Isolation.Network.NodeMark(_host.Root + "/other");
        foreach (var (name, alias) in new[] { ("dead0", mark.Alias(Guid.NewGuid(), 1)), ("else0", other.Alias(Guid.NewGuid(), 1)) })
            Change(new NetlinkMessages().AddBridge(new NewLink { Name = name }).SetAlias(name, alias));
        await _host.Runtime.SurveyAsync([], RuntimeHost.Token());
        Socket.FindLink("dead0").ShouldBeNull();
        Socket.FindLink("else0").ShouldNotBeNull();
        Change(new NetlinkMessages().DeleteLink("else0"));
    }

    [Fact]
    public async Task Launch_InTheHostsUserNamespace_HasItsInterfacesToo()
    {
        var spec = With("ip -o addr show eth0; cat /sys/class/net/lo/flags", Static("10.9.8.2/24")) with { Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host } };
        var done = await _host.RunAsync(spec);
        done.Stdout.ShouldContain("10.9.8.2/24");
        done.Lines[^1].ShouldBe("0x9");
    }

    [Fact]
    public async Task Usage_OfAnInterface_CountsWhatWentOverItAsSeenFromInside()
    {
        var server = await _host.StartContainerAsync(With("echo ready; while :; do head -c 40000 /dev/zero | nc -l -p 7; done", Static("10.9.11.2/24")));
        await server.LineAsync("ready");
        var client = await _host.RunAsync(With("for i in $(seq 300); do [ $(nc 10.9.11.2 7 | wc -c) = 40000 ] && exit 0; sleep 0.1; done; exit 1", Static("10.9.11.3/24")));
        client.Code.ShouldBe(0);
        var usage = _host.Runtime.Poll(server.Id, null)!.Usage.Network.ShouldNotBeNull();
        usage.TxBytes.ShouldBeGreaterThan(40_000);
        usage.RxBytes.ShouldBeInRange(1, usage.TxBytes);
        (usage.RxErrors, usage.TxErrors).ShouldBe((0, 0));
        (await server.KillAsync()).Exit.Usage.Network.ShouldNotBeNull().TxBytes.ShouldBeGreaterThan(40_000);
        (await _host.ShellAsync("true")).Exit.Usage.Network.ShouldBeNull();
    }

    [Fact]
    public async Task Launch_Twenty_AreAllConnectedAndGone()
    {
        var running = await Task.WhenAll(Enumerable.Range(2, 20).Select(i => _host.StartContainerAsync(With("sleep 600", Static($"10.9.12.{i}/24")))));
        Socket.Links("veth").Count.ShouldBe(20);
        await Task.WhenAll(running.Select(one => one.KillAsync()));
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Scripts_OfAnInterface_KnowItsDevices()
    {
        var log = Path.Combine(_host.Root, "scripts");
        HookSpec Script(HookKind kind, string more = "") => new(kind, "/bin/sh",
            ["sh", "-c", $"echo {kind} $LXC_NET_TYPE $LXC_NET_PARENT $LXC_NET_PEER >> {log}{more}"], new Dictionary<string, string> { ["PATH"] = "/bin" }) { Network = 0 };
        var network = Static("10.9.10.2/24") with { HostName = "named0" };
        (await _host.RunAsync(With("true", network) with { Hooks = [Script(HookKind.NetworkUp), Script(HookKind.NetworkDown)] })).Code.ShouldBe(0);
        (await File.ReadAllLinesAsync(log)).ShouldBe([$"NetworkUp veth {Bridge} named0", $"NetworkDown veth {Bridge} named0"]);

        var failing = With("true", network) with { Hooks = [Script(HookKind.NetworkUp, "; echo no >&2; exit 3")] };
        var id = Guid.CreateVersion7();
        var prepared = await _host.Runtime.PrepareAsync(id, "failing", failing, RuntimeHost.Token());
        var outcome = await _host.Runtime.LaunchAsync(new LaunchOrder(id, "failing", 1, failing, prepared.Prepared!), RuntimeHost.Token());
        outcome.Failure.ShouldNotBeNull().Message.ShouldContain("ended with status 3");
        Leftovers().ShouldBeEmpty();
        await _host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    public static TheoryData<NetworkSpec, string> Impossible => new()
    {
        { new NetworkSpec { Type = NetworkType.Veth, Link = "nope0" }, "no bridge 'nope0'" },
        { new NetworkSpec { Type = NetworkType.Veth, Link = "lo" }, "is no bridge" },
        { new NetworkSpec { Type = NetworkType.Macvlan }, "needs the host's device" },
        { new NetworkSpec { Type = NetworkType.Macvlan, Link = "lo" }, "Nothing can stand on the loopback" },
        { new NetworkSpec { Type = NetworkType.Macvlan, Link = Bridge, Mode = "fast" }, "'fast' is no mode of macvlan" },
        { new NetworkSpec { Type = NetworkType.Phys, Link = "lo" }, "loopback, which stays" },
        { new NetworkSpec { Type = NetworkType.Phys, Link = Bridge }, "is a bridge" },
        { new NetworkSpec { Type = NetworkType.Host }, "stands alone" },
        { new NetworkSpec { Type = NetworkType.Vlan, Link = Bridge }, "needs its tag" },
        { new NetworkSpec { Type = NetworkType.Veth, Name = "../x" }, "cannot be the name" },
        { new NetworkSpec { Type = NetworkType.Veth, Name = "lo" }, "cannot be the name" },
        { new NetworkSpec { Type = NetworkType.Veth, Name = "a-name-too-long-" }, "cannot be the name" },
        { new NetworkSpec { Type = NetworkType.Veth, Mac = "01:00:00:00:00:01" }, "no address of a network interface" },
        { new NetworkSpec { Type = NetworkType.Veth, Mtu = 10 }, "An MTU lies between" },
        { new NetworkSpec { Type = NetworkType.Veth, Addresses = ["10.0.0.1"] }, "no address with its prefix" },
        { new NetworkSpec { Type = NetworkType.Veth, Addresses = ["127.0.0.1/8"] }, "no address that an interface can have" },
        { new NetworkSpec { Type = NetworkType.Veth, Gateway4 = "fd00::1" }, "no IPv4 gateway" },
        { new NetworkSpec { Type = NetworkType.Veth, Routes = ["10.0.0.0/8 over there"] }, "is no route" },
        { new NetworkSpec { Type = NetworkType.Veth, EgressBitsPerSecond = 1 }, "at least 8 kbit/s" },
        { new NetworkSpec { Type = NetworkType.Macvlan, Link = Bridge, IngressBitsPerSecond = 1_000_000 }, "cannot be limited" },
        { new NetworkSpec { Type = NetworkType.Veth, Isolation = "private" }, "has not an isolation" },
        { new NetworkSpec { Type = NetworkType.Veth, Link = Bridge, NeighbourProxy = true, Addresses = ["10.0.0.5/24"] }, "forwarding has to be 1" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task Prepare_WhatCannotBe_IsRefusedBeforeAnythingIsMade(NetworkSpec network, string why)
    {
        _ = Socket;
        var outcome = await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "never", With("true", network), RuntimeHost.Token());
        outcome.Problem.ShouldNotBeNull().ShouldContain(why);
    }

    [Theory]
    [InlineData(NetworkType.Vlan)]
    [InlineData(NetworkType.Ipvlan)]
    public async Task Prepare_KindThatTheKernelMayLack_IsThereOrRefusedWithItsReason(NetworkType type)
    {
        Change(new NetlinkMessages().AddVeth(new NewLink { Name = "kind0", Up = true }, new NewLink { Name = "kind1" }));
        var spec = With("ip -o addr show eth0", new NetworkSpec { Type = type, Link = "kind0", VlanId = type == NetworkType.Vlan ? 7 : null, Addresses = ["10.9.9.2/24"] });
        var outcome = await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "kind", spec, RuntimeHost.Token());
        if (outcome.Problem is { } problem)
            problem.ShouldStartWith($"This kernel has no {type.ToString().ToLowerInvariant()} devices: EOPNOTSUPP");
        else
            (await _host.RunAsync(spec)).Stdout.ShouldContain("10.9.9.2/24");
        Change(new NetlinkMessages().DeleteLink("kind0"));
    }

    private static NetworkSpec Static(string address) => new() { Type = NetworkType.Veth, Link = Bridge, Addresses = [address] };

    private static NetworkSpec Card() => new() { Type = NetworkType.Phys, Link = "card1", Name = "net0", Addresses = ["10.9.7.2/24"] };

    private static ContainerSpec With(string script, params NetworkSpec[] networks) => RuntimeHost.Shell(script) with { Networks = networks };

    private void Change(NetlinkMessages messages) => Socket.Change(messages)?.Text.ShouldBeNull();

    /// <summary>All devices but lo and the bridge.</summary>
    private List<string> Leftovers() => Socket.Links().Select(link => link.Name).Except(["lo", Bridge]).ToList();
}
