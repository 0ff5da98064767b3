using System.Net;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Tests.Networks;

/// <summary>In a network namespace of the test's own; the program nft only looks.</summary>
public sealed class NodeFirewallTests
{
    private static readonly NetworkDefinition Front = new() { Name = "front", Bridge = "obtest-front" };
    private static readonly NetworkDefinition Back = new() { Name = "back", Bridge = "obtest-back", Isolated = true };

    [Fact]
    public void Firewall_OfNetworksAndContainers_IsASetOfRulesAndNothingIsLeft()
    {
        using var host = new OwnNetwork();
        using var firewall = host.Firewall();
        firewall.Restore([Front, Back]).ShouldBeNull();
        var rules = host.Rules();
        var container = Guid.NewGuid();

        firewall.Add(container, Member("ov1", 2, 8080)).ShouldBeNull();

        var listing = host.List();
        listing.ShouldContain("8080 : 10.9.0.2 . 80");
        listing.ShouldContain("\"ov1\" . 10.9.0.2");
        listing.ShouldContain("elements = { \"obtest-back\" }");
        host.Rules().ShouldBe(rules);
        firewall.Remove(container).ShouldBeNull();
        host.List().ShouldNotContain("10.9.0.2");
        firewall.Remove(Front).ShouldBeNull();
        firewall.Remove(Back).ShouldBeNull();
        host.List().ShouldBeEmpty();
    }

    [Fact]
    public void Firewall_OfAThousandContainers_HasAsManyRulesAsOfOne()
    {
        using var host = new OwnNetwork();
        using var firewall = host.Firewall();
        firewall.Restore([Front]).ShouldBeNull();
        var rules = host.Rules();

        for (var i = 0; i < 1_000; i++)
            firewall.Add(Guid.NewGuid(), Member($"ov{i}", i + 2, 10_000 + i)).ShouldBeNull();

        host.Rules().ShouldBe(rules);
        host.List().ShouldContain("10999 : 10.9.3.233 . 80");
    }

    [Fact]
    public void Firewall_ThatSomebodyFlushed_IsMadeAgainWithTheNextChange()
    {
        using var host = new OwnNetwork();
        using var firewall = host.Firewall();
        firewall.Restore([Front]).ShouldBeNull();
        firewall.Add(Guid.NewGuid(), Member("ov1", 2, 8080)).ShouldBeNull();
        host.Run("nft", "flush", "ruleset");

        firewall.Add(Guid.NewGuid(), Member("ov2", 3, 8081)).ShouldBeNull();

        host.List().ShouldContain("8080 : 10.9.0.2 . 80");
        host.List().ShouldContain("8081 : 10.9.0.3 . 80");
    }

    [Fact]
    public void Firewall_OfAnEarlierDaemon_IsReplacedAndOthersStay()
    {
        using var host = new OwnNetwork();
        host.Run("nft", "add", "table", "inet", "somebody");
        using (var earlier = host.Firewall())
        {
            earlier.Restore([Front, Back]).ShouldBeNull();
            earlier.Add(Guid.NewGuid(), Member("ov1", 2, 8080)).ShouldBeNull();
        }

        using var firewall = host.Firewall();
        firewall.Restore([Back]).ShouldBeNull();

        host.List().ShouldNotContain("obtest-front");
        host.List().ShouldNotContain("8080");
        firewall.Remove(Back).ShouldBeNull();
        host.List().ShouldBe("table inet somebody {\n}\n");
    }

    private static FirewallMember Member(string device, int host, int port) => new()
    {
        Devices = [new GuardedDevice(device, MacAddress.Random(), [Address(host), IPAddress.Parse($"fd00::{host:x}")])],
        Ports = [new PortSpec { HostPort = port, ContainerPort = 80 }, new PortSpec { HostAddress = "fd00::1", HostPort = port, ContainerPort = 80, Protocol = "udp" }],
        Address4 = Address(host),
        Address6 = IPAddress.Parse($"fd00::{host:x}"),
    };

    private static IPAddress Address(int host) => new([10, 9, (byte)(host >> 8), (byte)host]);
}
