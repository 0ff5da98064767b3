using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class DelegatedCgroupsTests
{
    private static readonly CgroupMounts Hybrid = new(
        "/c/unified", new Dictionary<string, string> { ["memory"] = "/c/memory", ["cpu"] = "/c/cpu", ["cpuacct"] = "/c/cpu", ["freezer"] = "/c/freezer" });

    [Fact]
    public void Find_GivenInSomeHierarchies_TakesThose()
    {
        var given = DelegatedCgroups.Find(
            Hybrid, "4:memory:/me\n3:cpu,cpuacct:/other\n1:name=systemd:/\n0::/me/orchd\n", path => path.Contains("/me"));
        given.V2.ShouldBe("/c/unified/me");
        given.V1.ShouldBe(new Dictionary<string, string> { ["memory"] = "/c/memory/me" });
        given.Layout.ShouldBe(CgroupLayout.Hybrid);
    }

    [Fact]
    public void Find_OnlyTheFoldersAreGiven_TakesThoseOfV1()
    {
        var given = DelegatedCgroups.Find(Hybrid, "6:freezer:/user/me/0\n0::/me\n", path => !path.EndsWith("cgroup.procs", StringComparison.Ordinal));
        given.V2.ShouldBeNull();
        given.V1.ShouldBe(new Dictionary<string, string> { ["freezer"] = "/c/freezer/user/me/0" });
    }

    [Theory]
    [InlineData("0::/\n", true)]
    [InlineData("0::/me\n", false)]
    [InlineData("4:memory:/me\n", true)]
    [InlineData("", true)]
    [InlineData("broken", true)]
    public void Find_NothingThatFreezes_GivesNone(string own, bool writable) =>
        DelegatedCgroups.Find(Hybrid, own, _ => writable).Layout.ShouldBe(CgroupLayout.None);

    [Fact]
    public void NoCgroupCheck_AnyLimit_IsRefused()
    {
        var spec = new ContainerSpec { Image = "busybox", Command = ["true"] };
        NoCgroupCheck.Check(spec, "none").ShouldBeNull();
        NoCgroupCheck.Check(spec with { Resources = new ResourceLimits { Pids = 5 } }, "none")!.ShouldContain("none");
        NoCgroupCheck.Check(spec with { Resources = new ResourceLimits { Pids = 5 } }, null).ShouldBeNull();
        NoCgroupCheck.Check(spec with { Tree = new TreeSpec { Cgroup = CgroupView.Delegated } }, "none").ShouldNotBeNull();
    }
}
