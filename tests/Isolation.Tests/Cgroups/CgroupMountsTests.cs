using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class CgroupMountsTests
{
    [Fact]
    public void Parse_PureV2_HasNoV1()
    {
        var mounts = CgroupMounts.Parse("29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
        mounts.Layout.ShouldBe(CgroupLayout.V2);
        mounts.V2.ShouldBe("/sys/fs/cgroup");
    }

    [Fact]
    public void Parse_Hybrid_HasBoth()
    {
        var mounts = CgroupMounts.Parse(
            "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
            + "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:3 master:4 - cgroup cgroup rw,cpu,cpuacct\n"
            + "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
            + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        mounts.Layout.ShouldBe(CgroupLayout.Hybrid);
        mounts.V1.ShouldBe(new Dictionary<string, string>
        {
            ["cpu"] = "/sys/fs/cgroup/cpu,cpuacct",
            ["cpuacct"] = "/sys/fs/cgroup/cpu,cpuacct",
        });
    }

    [Fact]
    public void Parse_NothingMounted_IsNone() =>
        CgroupMounts.Parse("22 1 0:21 / /proc rw - proc proc rw\n").Layout.ShouldBe(CgroupLayout.None);

    [Fact]
    public void Parse_EscapedMountPoint_IsRead() =>
        CgroupMounts.Parse(@"29 23 0:26 / /sys/fs/my\040cgroup rw - cgroup2 none rw").V2.ShouldBe("/sys/fs/my cgroup");

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("1 2 3 4 5 6 7 8 9 - cgroup2")]
    [InlineData("a b c d e f -")]
    [InlineData("- - - - - - - - -")]
    public void Parse_DamagedLine_IsPassedOver(string text) =>
        CgroupMounts.Parse(text).Layout.ShouldBe(CgroupLayout.None);
}
