using System.Globalization;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Host;

/// <summary>Finds out once what this host offers.</summary>
internal static class HostDetection
{
    public static IsolationFeatures Detect(CgroupNode node) => new(
        Kernel: ReadOrEmpty("/proc/sys/kernel/osrelease"),
        Layout: node.Layout,
        Controllers: node.Controllers,
        CgroupParent: node.Parent,
        Lsm: ReadOrEmpty("/sys/kernel/security/lsm").Split(',', StringSplitOptions.RemoveEmptyEntries),
        Features: Features(node))
    {
        Rootless = RootlessReport.Of(node),
    };

    public static string BootId() => ReadOrEmpty("/proc/sys/kernel/random/boot_id");

    public static HostCapacity Capacity()
    {
        return new HostCapacity(Environment.ProcessorCount, MemoryBytes(ReadOrEmpty("/proc/meminfo")));
    }

    /// <summary>MemTotal of /proc/meminfo (proc_meminfo(5)); without it no limit is known.</summary>
    public static long MemoryBytes(string meminfo)
    {
        var total = meminfo.Split('\n')
            .FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return total is { Length: > 1 } && long.TryParse(total[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            && kilobytes < long.MaxValue / 1024
                ? kilobytes * 1024
                : long.MaxValue;
    }

    /// <summary>The lower of the host's two bounds on processes and threads.</summary>
    public static int MostProcesses() =>
        Math.Min(ReadNumber("/proc/sys/kernel/pid_max", 32_768), ReadNumber("/proc/sys/kernel/threads-max", 32_768));

    private static int ReadNumber(string path, int otherwise) =>
        int.TryParse(ReadOrEmpty(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static SortedDictionary<string, bool> Features(CgroupNode node)
    {
        var v2 = node.Hierarchies.V2;
        return new(StringComparer.Ordinal)
        {
            ["cgroup-freeze"] = v2?.StatusOf("cgroup.freeze") is not null,
            ["cgroup-frozen-time"] = v2?.TryReadText("cgroup.stat.local", out _)?.Contains("frozen_usec") ?? false,
            ["cgroup-nsdelegate"] = node.Hierarchies.Mounts.NsDelegate,
            ["cgroup-kill"] = v2?.StatusOf("cgroup.kill") is not null,
            ["clone-into-cgroup"] = v2 is not null,
            ["device-policy"] = node.DeviceProblem is null,
            ["overlayfs"] = ReadOrEmpty("/proc/filesystems").Split('\n').Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal)),
            ["seccomp-filter"] = File.Exists("/proc/sys/kernel/seccomp/actions_avail"),
            ["time-namespace"] = File.Exists("/proc/self/ns/time"),
            ["user-namespace"] = File.Exists("/proc/self/ns/user") && ReadOrEmpty("/proc/sys/user/max_user_namespaces") != "0",
        };
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
