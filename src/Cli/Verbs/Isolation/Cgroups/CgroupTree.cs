using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>One mounted hierarchy; of v1 with its controllers, of v2 with those that its root offers.</summary>
internal sealed record CgroupTree(string MountPoint, bool IsV2, IReadOnlyList<string> Controllers)
{
    public string Name => IsV2 ? "v2" : string.Join(',', Controllers);

    public static IReadOnlyList<CgroupTree> Mounted() => Parse(
        File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/cgroups"),
        root => CgroupFile.TryRead($"{root}/cgroup.controllers")?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? []);

    public static IReadOnlyList<CgroupTree> Parse(string mountinfo, string known, Func<string, IReadOnlyList<string>> offered)
    {
        var names = known.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')[0]).ToHashSet();
        var trees = new List<CgroupTree>();
        foreach (var mount in MountInfo.Parse(mountinfo))
        {
            CgroupTree? tree = mount.FileSystem switch
            {
                "cgroup2" => new CgroupTree(mount.MountPoint, true, offered(mount.MountPoint)),
                "cgroup" => new CgroupTree(
                    mount.MountPoint, false,
                    [.. mount.SuperOptions.Where(option => names.Contains(option) || option.StartsWith("name=", StringComparison.Ordinal))]),
                _ => null,
            };
            // The same hierarchy may be mounted twice; the first place is as good as any.
            if (tree is not null && !trees.Any(other => other.IsV2 == tree.IsV2 && other.Name == tree.Name))
                trees.Add(tree);
        }
        return trees;
    }
}
