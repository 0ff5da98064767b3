using System.Globalization;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Where a process is in the hierarchies that are mounted, and what binds it there.</summary>
public static class ProcessGroups
{
    /// <summary>Each limit of the process's groups and of those above; empty when it is gone.</summary>
    public static IReadOnlyList<BindingLimit> Limits(int pid)
    {
        var limits = new List<BindingLimit>();
        foreach (var directory in Directories(pid))
        {
            var chain = GroupChain.Of(directory.MountPoint, directory.Path);
            foreach (var file in Files(directory.MountPoint + directory.Path))
            {
                foreach (var limit in InheritedLimits.Of(chain, file))
                    limits.Add(new BindingLimit(limit.Key is null ? limit.File : $"{limit.File} {limit.Key}", limit.Value, limit.Effective, limit.From));
            }
        }
        return [.. limits.OrderBy(limit => limit.File, StringComparer.Ordinal)];
    }

    private static List<(string MountPoint, string Path)> Directories(int pid)
    {
        var mounts = CgroupMounts.Detect();
        var places = new List<(string, string)>();
        foreach (var (controllers, path) in GroupPaths.Parse(Text($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cgroup")))
        {
            var mountPoint = controllers.Length == 0
                ? mounts.V2
                : controllers.Split(',').Select(mounts.V1.GetValueOrDefault).FirstOrDefault(mount => mount is not null);
            if (mountPoint is not null && path != "/")
                places.Add((mountPoint, path));
        }
        return places;
    }

    private static IEnumerable<string> Files(string directory)
    {
        try
        {
            return Directory.GetFiles(directory).Select(path => Path.GetFileName(path)).Where(file => InheritedLimits.KindOf(file) is not null);
        }
        catch (IOException)
        {
            return [];
        }
    }

    internal static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
