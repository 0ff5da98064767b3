using System.Globalization;
using System.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>The id maps of single mounts.</summary>
internal static class MountIds
{
    /// <summary>Lines of uid_map and gid_map, id on disk to id outside; null: the mount shows the ids that are on disk.</summary>
    public static (string Uid, string Gid)? Texts(MountSpec mount, ResolvedLaunch launch)
    {
        // All containers of an ordinary user's daemon have the ids that are on disk.
        if (launch.Rootless is not null)
            return null;
        var (spec, prepared) = (launch.Spec, launch.Prepared);
        if (mount.Kind == MountKind.Output)
        {
            // On disk the owner; inside whoever the payload runs as. All other ids have no meaning there.
            return ($"{mount.OwnerUid} {IdMaps.Outside(spec, prepared, null, launch.Uid, group: false)} 1\n",
                $"{mount.OwnerGid} {IdMaps.Outside(spec, prepared, null, launch.Gid, group: true)} 1\n");
        }
        if (mount.IdMap?.Ranges is { } ranges)
            return (Text(ranges, spec, prepared, group: false), Text(ranges, spec, prepared, group: true));
        var asContainer = mount.IdMap is not null || mount.Kind == MountKind.Volume;
        return asContainer && spec.Namespaces.User == UserNamespaceMode.Private
            ? (IdMaps.Text(spec, prepared, null, group: false), IdMaps.Text(spec, prepared, null, group: true))
            : null;
    }

    /// <summary>The host's id of a range's first one; null: the container has no such ids, or not in one piece.</summary>
    public static uint? Outside(MountIdRange range, ContainerSpec spec, PreparedContainer prepared)
    {
        if (!range.Inside)
            return range.To;
        var first = IdMaps.Outside(spec, prepared, null, range.To, range.Group);
        var last = IdMaps.Outside(spec, prepared, null, range.To + (range.Count - 1), range.Group);
        return first is not null && last is not null && last - first == range.Count - 1 ? first : null;
    }

    private static string Text(IReadOnlyList<MountIdRange> ranges, ContainerSpec spec, PreparedContainer prepared, bool group)
    {
        var text = new StringBuilder();
        foreach (var range in ranges)
        {
            if (range.Group == group && Outside(range, spec, prepared) is { } outside)
                text.Append(CultureInfo.InvariantCulture, $"{range.Disk} {outside} {range.Count}\n");
        }
        return text.ToString();
    }
}
