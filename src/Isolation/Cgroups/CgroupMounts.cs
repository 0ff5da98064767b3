using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Where the host has its cgroup hierarchies mounted.</summary>
/// <param name="V2">Mount point of the cgroup2 tree, or null.</param>
/// <param name="V1">Mount point for each v1 controller; co-mounted controllers share one.</param>
internal sealed record CgroupMounts(string? V2, IReadOnlyDictionary<string, string> V1)
{
    /// <summary>
    /// Cgroup namespaces are delegation boundaries: even root inside cannot change the limits of its own group
    /// (cgroup-v2.rst, "nsdelegate").
    /// </summary>
    public bool NsDelegate { get; init; }

    /// <summary>A v2 host on which somebody mounted net_cls alone, as VPN programs do, is a v2 host.</summary>
    public CgroupLayout Layout => (V2, V1.Keys.Any(Usual.Contains)) switch
    {
        (null, false) => CgroupLayout.None,
        (null, true) => CgroupLayout.V1,
        (_, false) => CgroupLayout.V2,
        _ => CgroupLayout.Hybrid,
    };

    public static CgroupMounts Detect() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Reads mountinfo (proc_pid_mountinfo(5)); a later mount over the same place hides the earlier one.</summary>
    public static CgroupMounts Parse(string mountinfo)
    {
        string? v2 = null;
        var delegates = false;
        var v1 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var mount in MountInfo.Parse(mountinfo))
        {
            switch (mount.FileSystem)
            {
                case "cgroup2":
                    v2 = mount.MountPoint;
                    delegates = mount.SuperOptions.Contains("nsdelegate");
                    break;
                case "cgroup":
                    foreach (var option in mount.SuperOptions.Where(V1Controllers.Contains))
                        v1[option] = mount.MountPoint;
                    break;
            }
        }
        return new CgroupMounts(v2, v1) { NsDelegate = delegates };
    }

    /// <summary>What every container is limited, counted or frozen by, wherever v2 does not do it.</summary>
    private static readonly HashSet<string> Usual =
        new(StringComparer.Ordinal) { "memory", "cpu", "cpuacct", "pids", "blkio", "freezer" };

    /// <summary>Controllers of cgroups(7) alone; named hierarchies such as name=systemd belong to others.</summary>
    private static readonly HashSet<string> V1Controllers =
        new(Usual, StringComparer.Ordinal) { "cpuset", "devices", "net_cls", "net_prio", "perf_event", "hugetlb", "rdma", "misc" };
}
