using System.Net;
using Orchestrator.Isolation.Networks;

namespace Orchestrator.Isolation.Tests.Networks;

public sealed class NetworkPlannerTests
{
    private static readonly TakenSubnet[] Host =
    [
        new(IPNetwork.Parse("192.0.2.0/24"), "the host reaches by eth0"),
        new(IPNetwork.Parse("10.128.0.0/10"), "the host reaches by vpn0"),
    ];

    private readonly NetworkPlanner _planner = new(new SubnetChooser("/var/lib/orch"), "abcde");

    [Fact]
    public void Plan_WithoutWishes_ChoosesWhatTheHostDoesNotReach()
    {
        var network = Plan(new NetworkDefinition { Name = "web" });

        network.Range4!.Value.PrefixLength.ShouldBe(20);
        Host.ShouldAllBe(taken => !new AddressRange(network.Range4.Value).Overlaps(taken.Subnet));
        network.Router4!.ToString().ShouldBe(new AddressRange(network.Range4.Value).At(1).ToString());
        network.Subnet6.ShouldBeNull();
        network.Bridge!.ShouldStartWith("obabcde-");
        network.Bridge!.Length.ShouldBeLessThan(16);
    }

    [Fact]
    public void Plan_OfManyNetworks_NeverMeetsAnother()
    {
        var taken = new List<TakenSubnet>();
        for (var i = 0; i < 500; i++)
        {
            var network = _planner.Plan(new NetworkDefinition { Name = $"n{i}", IPv6 = true }, Guid.NewGuid(), taken, out var problem);
            problem.ShouldBeNull();
            foreach (var range in new[] { network!.Range4!.Value, network.Range6!.Value })
            {
                taken.Any(other => new AddressRange(range).Overlaps(other.Subnet)).ShouldBeFalse();
                taken.Add(new TakenSubnet(range, "is taken"));
            }
        }
    }

    [Fact]
    public void Plan_WithSubnetsOfBothFamilies_KeepsThem()
    {
        var network = Plan(new NetworkDefinition { Name = "web", Subnet4 = "10.9.0.0/24", Gateway4 = "10.9.0.254", Subnet6 = "fd00:9::/64" });

        (network.Gateway4, network.Gateway6).ShouldBe(("10.9.0.254", "fd00:9::1"));
    }

    [Theory]
    [InlineData("a/b", null, null, "'/'")]
    [InlineData("host", null, null, "means something else")]
    [InlineData("web", "10.9.0.1/24", null, "10.9.0.0/24")]
    [InlineData("web", "10.9.0.0/31", null, "too large or too small")]
    [InlineData("web", "10.9.0.0", null, "not a subnet")]
    [InlineData("web", "fd00::/64", null, "not a subnet")]
    [InlineData("web", "127.1.0.0/16", null, "not for networks of hosts")]
    [InlineData("web", "192.0.2.128/25", null, "the host reaches by eth0")]
    [InlineData("web", "192.0.0.0/16", null, "the host reaches by eth0")]
    [InlineData("web", "10.9.0.0/24", "10.8.0.1", "not an address that a host")]
    [InlineData("web", "10.9.0.0/24", "10.9.0.0", "not an address that a host")]
    [InlineData("web", "10.9.0.0/24", "fd00::1", "not an address of")]
    public void Plan_WhatIsNotPossible_SaysWhy(string name, string? subnet, string? gateway, string word)
    {
        _planner.Plan(new NetworkDefinition { Name = name, Subnet4 = subnet, Gateway4 = gateway }, Guid.NewGuid(), Host, out var problem).ShouldBeNull();

        problem.ShouldNotBeNull().ShouldContain(word);
    }

    [Fact]
    public void Plan_OfMacvlan_NeedsTheParentAndChoosesNothing()
    {
        var wish = new NetworkDefinition { Name = "lan", Kind = NetworkKind.Macvlan };

        _planner.Plan(wish, Guid.NewGuid(), Host, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("--parent");
        var network = Plan(wish with { Parent = "eth0" });
        (network.Subnet4, network.Gateway4, network.Bridge).ShouldBe((null, null, null));
    }

    private NetworkDefinition Plan(NetworkDefinition wish)
    {
        var network = _planner.Plan(wish, Guid.NewGuid(), Host, out var problem);
        problem.ShouldBeNull();
        return network!;
    }
}
