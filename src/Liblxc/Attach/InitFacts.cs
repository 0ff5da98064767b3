using System.Globalization;
using Orchestrator.Kernel;

namespace Orchestrator.Liblxc.Attach;

/// <summary>What binds the init of a container, and shall bind who comes to it.</summary>
internal sealed record InitFacts(ulong Namespaces, ulong Bounding, uint Uid, uint Gid, long Personality, string? Label)
{
    private static readonly (string Name, ulong Flag)[] Kinds =
    [
        ("user", 0x1000_0000), ("mnt", 0x20000), ("pid", 0x2000_0000), ("uts", 0x0400_0000), ("ipc", 0x0800_0000),
        ("net", 0x4000_0000), ("cgroup", 0x0200_0000), ("time", 0x80),
    ];

    public static InitFacts Read(int pid)
    {
        var folder = $"/proc/{pid}";
        var status = File.ReadAllLines($"{folder}/status");
        return new InitFacts(
            Others(folder),
            ulong.Parse(Field(status, "CapBnd:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            Inside($"{folder}/uid_map", Field(status, "Uid:")),
            Inside($"{folder}/gid_map", Field(status, "Gid:")),
            long.Parse(File.ReadAllText($"{folder}/personality"), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            LabelOf(folder));
    }

    /// <summary>The file by which a process joins each of its cgroups.</summary>
    public static IReadOnlyList<string> CgroupFiles(int pid)
    {
        var mounts = MountInfo.Parse(File.ReadAllText("/proc/self/mountinfo"))
            .Where(mount => mount.FileSystem is "cgroup" or "cgroup2").ToList();
        var files = new List<string>();
        foreach (var line in File.ReadLines($"/proc/{pid}/cgroup"))
        {
            // hierarchy:controllers:path, of version 2 without controllers (cgroups(7)).
            var fields = line.Split(':', 3);
            var mount = mounts.Find(mount => fields[1].Length == 0
                ? mount.FileSystem == "cgroup2"
                : mount.FileSystem == "cgroup" && fields[1].Split(',').All(word => mount.SuperOptions.Contains(word)));
            if (mount is not null)
                files.Add(Path.Join(mount.MountPoint, fields[2], "cgroup.procs"));
        }
        return files;
    }

    // Entering one's own user namespace is an error (setns(2)), the others are no change.
    private static ulong Others(string folder) => Kinds
        .Where(kind => File.ResolveLinkTarget($"{folder}/ns/{kind.Name}", false)?.Name is { } theirs
            && File.ResolveLinkTarget($"/proc/self/ns/{kind.Name}", false)?.Name != theirs)
        .Aggregate(0UL, static (flags, kind) => flags | kind.Flag);

    private static string Field(string[] status, string name) =>
        status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim().Split('\t')[0];

    private static uint Inside(string map, string outside)
    {
        var id = uint.Parse(outside, CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(map))
        {
            var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => uint.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            if (id >= numbers[1] && id - numbers[1] < numbers[2])
                return numbers[0] + (id - numbers[1]);
        }
        return 0;
    }

    private static string? LabelOf(string folder)
    {
        try
        {
            var label = File.ReadAllText($"{folder}/attr/current").TrimEnd('\0', '\n');
            return label.Length == 0 || label == "unconfined" ? null : label;
        }
        catch (IOException)
        {
            return null; // EINVAL: no security module has labels
        }
    }
}
