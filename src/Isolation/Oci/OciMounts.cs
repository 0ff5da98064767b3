using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>The mounts of a bundle, in their order.</summary>
internal static class OciMounts
{
    public static IReadOnlyList<MountSpec> Map(IReadOnlyList<OciMount> mounts, NamespaceSpec namespaces, List<OciProblem> problems) =>
        [.. mounts.Select(mount => Map(mount, namespaces, problems)).OfType<MountSpec>()];

    private static MountSpec? Map(OciMount mount, NamespaceSpec namespaces, List<OciProblem> problems)
    {
        var spec = new MountSpec { Target = mount.Destination, ReadOnly = false };
        var (flags, bind, recursive) = (MountFlags.None, mount.Type == "bind", false);
        var data = new List<string>();
        foreach (var word in mount.Options)
        {
            if (word is "bind" or "rbind")
                (bind, recursive) = (true, recursive || word == "rbind");
            else if (word is "idmap" or "ridmap" or "tmpcopyup")
                problems.Add(new OciProblem($"{mount.Place}.options", $"'{word}' is not supported"));
            else if (LxcMountOptions.IsPropagation(word))
                spec = spec with { Propagation = word };
            else if (LxcMountOptions.Flag(word) is { } flag)
                flags |= flag;
            else if (word is "rro" or "rnosuid" or "rnodev" or "rnoexec" && LxcMountOptions.Flag(word[1..]) is { } deep)
                flags |= deep; // attributes hold for the whole tree anyway
            else if (!LxcMountOptions.IsDefault(word))
                data.Add(word);
        }
        if (spec.Propagation?.EndsWith("shared", StringComparison.Ordinal) == true)
            problems.Add(new OciProblem($"{mount.Place}.options", "shared would let mounts of the container appear on the host; use slave"));
        if (bind)
            return Bind(mount, spec with { Flags = flags, Recursive = recursive }, data, problems);
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
            Flags = flags,
            Options = data.Count > 0 ? string.Join(',', data) : null,
        };
    }

    private static MountSpec? Bind(OciMount mount, MountSpec spec, List<string> data, List<OciProblem> problems)
    {
        if (data.Count > 0)
            problems.Add(new OciProblem($"{mount.Place}.options", $"'{data[0]}' is no option of a bind mount"));
        if (mount.Source?.StartsWith('/') == true)
            return spec with { Kind = MountKind.Bind, Source = mount.Source };
        problems.Add(new OciProblem($"{mount.Place}.source", "the source of a bind mount must be an absolute path"));
        return null;
    }
}
