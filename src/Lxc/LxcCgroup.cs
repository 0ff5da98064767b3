using System.Globalization;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>Files of a container's cgroups, of both versions.</summary>
internal static class LxcCgroup
{
    /// <summary>Where the file lies; null: its controller is in no hierarchy here.</summary>
    /// <param name="init">The pid of the init as the host sees it.</param>
    /// <param name="id">The engine names the container's group after it; the init may have gone below that.</param>
    public static string? Find(int init, Guid id, string file)
    {
        if (file.AsSpan().ContainsAny('/', '\0') || !file.Contains('.', StringComparison.Ordinal))
            return null;
        var controller = file[..file.IndexOf('.', StringComparison.Ordinal)];
        var mounts = MountInfo.Parse(File.ReadAllText("/proc/self/mountinfo")).Where(mount => mount.FileSystem.StartsWith("cgroup", StringComparison.Ordinal)).ToList();
        var lines = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{init}/cgroup"));
        // That of v1 tells of throttling alone, and v2 counts the time of every group, whoever limits it (cgroup-v2.rst).
        foreach (var line in file == "cpu.stat" ? lines.OrderBy(line => line.StartsWith("0::", StringComparison.Ordinal) ? 0 : 1) : lines)
        {
            var fields = line.Split(':', 3);
            var version2 = fields[1].Length == 0;
            if ((!version2 && !fields[1].Split(',').Contains(controller)) || Own(fields[2], id) is not { } own)
                continue;
            foreach (var mount in mounts.Where(mount => version2
                ? mount.FileSystem == "cgroup2" : mount.FileSystem == "cgroup" && mount.SuperOptions.Contains(controller)))
            {
                var place = Path.Join(mount.MountPoint, own, file);
                if (File.Exists(place))
                    return place;
            }
        }
        return null;
    }

    /// <summary>Where the file lies in a group that is known by its path in the hierarchy of the file's controller.</summary>
    public static string? At(string group, string file)
    {
        if (file.AsSpan().ContainsAny('/', '\0') || !file.Contains('.', StringComparison.Ordinal))
            return null;
        var controller = Controller(file);
        return MountInfo.Parse(File.ReadAllText("/proc/self/mountinfo"))
            .Where(mount => mount.FileSystem == "cgroup2" || (mount.FileSystem == "cgroup" && mount.SuperOptions.Contains(controller)))
            .Select(mount => Path.Join(mount.MountPoint, group, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>The part before the dot.</summary>
    public static string Controller(string file) => file.Split('.')[0];

    /// <summary>Null: in this hierarchy it has no group of its own.</summary>
    private static string? Own(string path, Guid id)
    {
        var parts = path.Split('/');
        var at = Array.FindIndex(parts, part => part.Contains(id.ToString(), StringComparison.Ordinal) || part.Contains(id.ToString("N"), StringComparison.Ordinal));
        return at < 0 ? null : string.Join('/', parts[..(at + 1)]);
    }
}
