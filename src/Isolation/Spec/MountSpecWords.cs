using Orchestrator.Formats.Mounts;

namespace Orchestrator.Isolation.Spec;

/// <summary>Takes over what the words of a mount say.</summary>
public static class MountSpecWords
{
    public static MountFlags? Flag(string word) => word switch
    {
        "ro" => MountFlags.ReadOnly,
        "nosuid" => MountFlags.NoSuid,
        "nodev" => MountFlags.NoDev,
        "noexec" => MountFlags.NoExec,
        "noatime" => MountFlags.NoAtime,
        "strictatime" => MountFlags.StrictAtime,
        "nodiratime" => MountFlags.NoDirAtime,
        "nosymfollow" => MountFlags.NoSymFollow,
        _ => null,
    };

    public static MountFlags Flags(MountWords words) =>
        words.Asked.Aggregate(MountFlags.None, (flags, word) => flags | (Flag(word) ?? MountFlags.None));

    /// <summary>All but the kind and the attributes.</summary>
    public static MountSpec With(MountSpec mount, MountWords words) => mount with
    {
        Optional = words.Optional ? true : mount.Optional,
        Create = words.Create ? true : mount.Create,
        NoSymlinks = words.NoSymlinks ? true : mount.NoSymlinks,
        Propagation = words.Propagation ?? mount.Propagation,
        Subpath = words.Subpath ?? mount.Subpath,
        Relabel = words.Relabel ?? mount.Relabel,
        Shallow = words.Shallow ? true : mount.Shallow,
        IdMap = words.IdMap is { } map ? IdMap(map) : mount.IdMap,
    };

    private static MountIdMap IdMap(MountIdMapText map) => new()
    {
        Recursive = map.Recursive,
        Ranges = map.Ranges is { } ranges
            ? [.. ranges.Select(range => new MountIdRange(range.Group, range.Inside, range.Disk, range.To, range.Count))]
            : null,
    };
}
