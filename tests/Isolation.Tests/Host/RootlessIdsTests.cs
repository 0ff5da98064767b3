using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Host;

public sealed class RootlessIdsTests
{
    private static readonly RootlessIds Ranges = RootlessIds.Parse(
        "         0       1001          1\n         1     100000      65536\n", "0 1001 1\n1 200000 65536\n", "allow\n");

    private static readonly RootlessIds One = RootlessIds.Parse("0 1001 1\n", "0 1001 1\n", "deny\n");

    [Fact]
    public void Parse_Ranges_TellsIdsBothWays()
    {
        Ranges.Count.ShouldBe(65_537u);
        Ranges.HostUid.ShouldBe(1001u);
        Ranges.Groups.ShouldBeTrue();
        Ranges.Inside(100_005, 1, group: false).ShouldBe(6u);
        Ranges.Inside(100_000, 65_537, group: false).ShouldBeNull();
        Ranges.Inside(99_999, 1, group: false).ShouldBeNull();
        Ranges.Outside(0, group: true).ShouldBe(1001u);
        Ranges.Outside(2, group: true).ShouldBe(200_001u);
        Ranges.Outside(65_537, group: true).ShouldBeNull();
        Ranges.Text(group: true).ShouldBe("0 0 1\n1 1 65536\n");
        One.Count.ShouldBe(1u);
        One.Groups.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1u, 100_000u, 65_536u, true)]
    [InlineData(1u, 99_000u, 65_536u, false)]
    [InlineData(0u, 0u, 1u, false)]
    [InlineData(0u, 1001u, 1u, true)]
    public void Check_IdMapsOfASpec_MustLieInTheUsersRanges(uint inside, uint outside, uint count, bool possible)
    {
        var spec = new ContainerSpec { RootfsPath = "/", Command = ["true"], IdMaps = [new IdMapSpec(false, inside, outside, count)] };
        (RootlessCheck.Check(spec, Ranges) is null).ShouldBe(possible);
        RootlessCheck.Check(spec, null).ShouldBeNull();
        RootlessCheck.Check(spec with { RootfsPath = null, Image = "busybox" }, Ranges).ShouldNotBeNull();
    }

    [Fact]
    public void Check_WhatOneIdCannot_IsRefused()
    {
        var spec = new ContainerSpec { Image = "busybox", Command = ["true"] };
        RootlessCheck.Check(spec, One).ShouldBeNull();
        RootlessCheck.Check(spec with { Groups = [5] }, One).ShouldNotBeNull();
        RootlessCheck.Check(spec with { Groups = [5] }, Ranges).ShouldBeNull();
        RootlessCheck.Check(spec with { ProcFiles = new Dictionary<string, string> { ["oom_score_adj"] = "-5" } }, Ranges).ShouldNotBeNull();
        var output = spec with { Mounts = [new MountSpec { Kind = MountKind.Output, Source = "/tmp", Target = "/o" }] };
        RootlessCheck.CheckOutputs(output, 0).ShouldBeNull();
        RootlessCheck.CheckOutputs(output, 5).ShouldNotBeNull();
    }
}
