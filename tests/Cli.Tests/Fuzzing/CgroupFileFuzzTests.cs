using Orchestrator.Cli.Verbs.Isolation.Cgroups;
using Orchestrator.Fuzzing;

namespace Orchestrator.Cli.Tests.Fuzzing;

/// <summary>Group F: what the cgroup verbs read of /proc without a daemon.</summary>
public sealed class CgroupFileFuzzTests
{
    [Fact]
    public void CgroupTree_AnyTexts_End() => Fuzz.Run(
        [
            "30 24 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:5 - cgroup2 cgroup2 rw,nsdelegate\n31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:6 - cgroup cgroup rw,cpu,cpuacct\n",
            "#subsys_name\thierarchy\ncpu\t3\t1\t1\ncpuacct\t3\t1\t1\n",
        ],
        [" - cgroup ", "cgroup2", "rw,cpu", "name=", "\\040", "\t", "\n", "\0", "#"],
        text =>
        {
            var half = text.Length / 2;
            CgroupTree.Parse(text, text[half..], root => [root]);
            CgroupTree.Parse(text[..half], text, _ => []);
        });
}
