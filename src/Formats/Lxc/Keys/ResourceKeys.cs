using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class ResourceKeys
{
    private const string OwnGroup = "Every container has a cgroup of its own below the node's.";

    public static readonly LxcKey[] All =
    [
        new("lxc.cgroup.dir", LxcTypes.Path, NoEffect, OwnGroup),
        new("lxc.cgroup.dir.container", LxcTypes.Path, NoEffect, OwnGroup),
        new("lxc.cgroup.dir.container.inner", LxcTypes.Path, NoEffect, OwnGroup),
        new("lxc.cgroup.dir.monitor", LxcTypes.Path, NoEffect, OwnGroup),
        new("lxc.cgroup.dir.monitor.pivot", LxcTypes.Path, NoEffect, OwnGroup),
        new("lxc.cgroup.relative", LxcTypes.Flag, NoEffect, OwnGroup),
        new("lxc.cgroup2.*", LxcTypes.Text, Partly, "memory.max, memory.low, memory.swap.max, cpu.max, cpu.weight, pids.max and io.weight, also where the host has cgroup v1; other files are written where the host is on v2. devices.allow and devices.deny are kept in their order on both versions, beginning with the devices that every container has.") { List = true },
        new("lxc.cgroup.*", LxcTypes.Text, Partly, "memory.limit_in_bytes, cpu.shares, cpu.cfs_quota_us with cpu.cfs_period_us, pids.max and blkio.weight; other files are written where the host has cgroup v1. devices.* as with lxc.cgroup2.") { List = true },
        new("lxc.cgroup2", LxcTypes.Nothing, CarriedOut, "Empty clears all of lxc.cgroup2.*.") { Group = true },
        new("lxc.cgroup", LxcTypes.Nothing, CarriedOut, "Empty clears all of lxc.cgroup.*.") { Group = true },
        new("lxc.prlimit.*", LxcTypes.Prlimit, CarriedOut, "as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending and stack."),
        new("lxc.prlimit", LxcTypes.Nothing, CarriedOut, "Empty clears all of lxc.prlimit.*.") { Group = true },
        new("lxc.sysctl.*", LxcTypes.Text, Partly, "Those that belong to a namespace of the container: net.*, fs.mqueue.*, kernel.msg*, kernel.sem, kernel.shm*, kernel.domainname, kernel.hostname, user.*. Others would change the host and are refused."),
        new("lxc.sysctl", LxcTypes.Nothing, CarriedOut, "Empty clears all of lxc.sysctl.*.") { Group = true },
        new("lxc.proc.*", LxcTypes.Text, Partly, "oom_score_adj, coredump_filter, timerslack_ns, autogroup and comm of the init. Others are refused."),
        new("lxc.proc", LxcTypes.Nothing, CarriedOut, "Empty clears all of lxc.proc.*.") { Group = true },
    ];
}
