using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Where the host has its cgroup hierarchies mounted.</summary>
/// <param name="V2">Mount point of the cgroup2 tree, or null.</param>
/// <param name="V1">Mount point for each v1 controller; co-mounted controllers share one.</param>
internal sealed record CgroupMounts(string? V2, IReadOnlyDictionary<string, string> V1)
{
    public CgroupLayout Layout => (V2, V1.Count) switch
    {
        (null, 0) => CgroupLayout.None,
        (null, _) => CgroupLayout.V1,
        (_, 0) => CgroupLayout.V2,
        _ => CgroupLayout.Hybrid,
    };

    public static CgroupMounts Detect() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Reads mountinfo (proc_pid_mountinfo(5)); a later mount over the same place hides the earlier one.</summary>
    public static CgroupMounts Parse(string mountinfo)
    {
        string? v2 = null;
        var v1 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var mount in MountInfo.Parse(mountinfo))
        {
            switch (mount.FileSystem)
            {
                case "cgroup2":
                    v2 = mount.MountPoint;
                    break;
                case "cgroup":
                    foreach (var option in mount.SuperOptions.Where(V1Controllers.Contains))
                        v1[option] = mount.MountPoint;
                    break;
            }
        }
        return new CgroupMounts(v2, v1);
    }

    /// <summary>Only what the engine uses; named hierarchies such as name=systemd belong to others.</summary>
    private static readonly HashSet<string> V1Controllers =
        new(StringComparer.Ordinal) { "memory", "cpu", "cpuacct", "pids", "blkio", "freezer" };
}
