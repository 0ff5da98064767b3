using Orchestrator.Formats.Mounts;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>The mounts of a bundle, in their order.</summary>
internal static class OciMounts
{
    public static IReadOnlyList<MountSpec> Map(IReadOnlyList<OciMount> mounts, NamespaceSpec namespaces, List<OciProblem> problems) =>
        [.. mounts.Select(mount => Map(mount, namespaces, problems)).OfType<MountSpec>()];

    private static MountSpec? Map(OciMount mount, NamespaceSpec namespaces, List<OciProblem> problems)
    {
        var words = MountWords.Read(mount.Options);
        if (words.Problem is { } bad)
            problems.Add(new OciProblem($"{mount.Place}.options", bad));
        if (words.Said("tmpcopyup"))
            problems.Add(new OciProblem($"{mount.Place}.options", "'tmpcopyup' is not supported"));
        var flags = MountSpecWords.Flags(words);
        var spec = MountSpecWords.With(new MountSpec { Target = mount.Destination, ReadOnly = false, Flags = flags }, words);
        if (mount.UidMappings.Count > 0 || mount.GidMappings.Count > 0)
            spec = spec with { IdMap = Maps(mount, spec.IdMap) };
        if (spec.Propagation?.EndsWith("shared", StringComparison.Ordinal) == true)
            problems.Add(new OciProblem($"{mount.Place}.options", "shared would let mounts of the container appear on the host; use slave"));
        if (words.Bind || mount.Type == "bind")
            return Bind(mount, spec with { Recursive = words.Recursive }, words.Data, problems);
        // A new sysfs or mqueue needs power over the namespace that it shows.
        if (mount.Type == "sysfs" && !namespaces.OwnNetwork)
            return spec with { Kind = MountKind.Bind, Source = "/sys", Flags = flags | MountFlags.ReadOnly };
        if (mount.Type == "mqueue" && !namespaces.IsOwn("ipc"))
            return null;
        if (mount.Type is null or "" or "none")
        {
            problems.Add(new OciProblem($"{mount.Place}.type", "it is missing, and the options have no bind"));
            return null;
        }
        return spec with
        {
            Kind = MountKind.Filesystem,
            Type = mount.Type == "cgroup" ? "cgroup2" : mount.Type,
            Options = words.Data.Count > 0 ? string.Join(',', words.Data) : null,
        };
    }

    /// <summary>Here containerID is the id on the file system and hostID that of the host (runtime-spec, config.md, "Mounts").</summary>
    private static MountIdMap Maps(OciMount mount, MountIdMap? asked) => new()
    {
        Recursive = asked?.Recursive == true,
        Ranges =
        [
            .. mount.UidMappings.Select(map => new MountIdRange(false, false, map.ContainerId, map.HostId, map.Size)),
            .. mount.GidMappings.Select(map => new MountIdRange(true, false, map.ContainerId, map.HostId, map.Size)),
        ],
    };

    private static MountSpec? Bind(OciMount mount, MountSpec spec, IReadOnlyList<string> data, List<OciProblem> problems)
    {
        if (data.Count > 0)
            problems.Add(new OciProblem($"{mount.Place}.options", $"'{data[0]}' is no option of a bind mount"));
        if (mount.Source?.StartsWith('/') == true)
            return spec with { Kind = MountKind.Bind, Source = mount.Source };
        problems.Add(new OciProblem($"{mount.Place}.source", "the source of a bind mount must be an absolute path"));
        return null;
    }
}
