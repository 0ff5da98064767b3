using System.Globalization;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>Goes down the groups of all hierarchies at once; the same path in several is one group.</summary>
internal sealed class CgroupWalk(IReadOnlyList<CgroupTree> trees)
{
    private const int MostDepth = 64;

    public IEnumerable<CgroupGroup> Below(string path)
    {
        // What binds the start is said above it.
        var (memory, cpus, pids) = (CgroupLimit.None, CgroupLimit.None, CgroupLimit.None);
        var above = "";
        foreach (var part in path.Length == 0 ? [] : path.Split('/'))
        {
            var group = One(above, memory, cpus, pids);
            (memory, cpus, pids) = (group.Memory, group.Cpus, group.Pids);
            above = above.Length == 0 ? part : $"{above}/{part}";
        }
        return Down(path, memory, cpus, pids, 0);
    }

    private IEnumerable<CgroupGroup> Down(string path, CgroupLimit memory, CgroupLimit cpus, CgroupLimit pids, int depth)
    {
        var group = One(path, memory, cpus, pids);
        yield return group;
        if (depth == MostDepth)
            yield break;
        var children = trees.SelectMany(tree => Children(Place(tree, path))).Distinct().Order(StringComparer.Ordinal);
        foreach (var child in children)
        {
            foreach (var below in Down(path.Length == 0 ? child : $"{path}/{child}", group.Memory, group.Cpus, group.Pids, depth + 1))
                yield return below;
        }
    }

    private CgroupGroup One(string path, CgroupLimit memory, CgroupLimit cpus, CgroupLimit pids)
    {
        var there = trees.Where(tree => Directory.Exists(Place(tree, path))).ToArray();
        string? Read(string file) => there.Select(tree => CgroupFile.TryRead($"{Place(tree, path)}/{file}")?.Trim()).FirstOrDefault(text => text is not null);
        var processes = there.Select(tree => CgroupFile.TryRead($"{Place(tree, path)}/cgroup.procs"))
            .OfType<string>().Select(text => text.Count(letter => letter == '\n')).DefaultIfEmpty().Max();
        var name = "/" + path;
        return new CgroupGroup(
            name, processes, [.. there.Select(tree => tree.Name)],
            memory.Below(Number(Read("memory.max")) ?? Unlimited(Number(Read("memory.limit_in_bytes"))), name),
            cpus.Below(Cpu(Read("cpu.max")) ?? Quota(Read("cpu.cfs_quota_us"), Read("cpu.cfs_period_us")), name),
            pids.Below(Number(Read("pids.max")), name),
            Read("cgroup.freeze") == "1" || Read("freezer.state") == "FROZEN" ? "frozen" : null);
    }

    private static string Place(CgroupTree tree, string path) => path.Length == 0 ? tree.MountPoint : $"{tree.MountPoint}/{path}";

    private static IEnumerable<string> Children(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory).Select(child => Path.GetFileName(child)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : null;

    /// <summary>v1 writes "no limit" as the largest multiple of a page.</summary>
    private static double? Unlimited(double? bytes) => bytes >= long.MaxValue / 2 ? null : bytes;

    private static double? Cpu(string? text) => text?.Split(' ') is [var quota, var period] && Number(quota) is { } used && Number(period) is { } of ? used / of : null;

    private static double? Quota(string? quota, string? period) => Number(quota) is { } used && Number(period) is { } of ? used / of : null;
}
