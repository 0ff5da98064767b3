using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>What an ordinary user's daemon cannot do, said before anything is made.</summary>
internal static class RootlessCheck
{
    public static string? Check(ContainerSpec spec, RootlessIds? rootless)
    {
        if (rootless is null)
            return null;
        if (spec.Groups.Count > 0 && !rootless.Groups)
            return "Supplementary groups cannot be set: this user has no ranges in /etc/subuid and /etc/subgid, so only one id is there. Leave them out, or have the administrator add ranges.";
        if (spec.Root?.Idmapped == true)
            return "The root cannot be id-mapped: the kernel lets only root of the host id-map its file systems. Leave that out.";
        if (spec.Root?.Image == true)
            return "An image file cannot be the root: a loop device needs root of the host. Unpack it into a directory.";
        if (spec.Mounts.FirstOrDefault(mount => mount.IdMap is not null) is { } mapped)
            return $"The mount on {mapped.Target} cannot be id-mapped: the kernel lets only root of the host id-map its file systems. Leave that out.";
        if (spec.Devices is { Count: > 0 } devices)
            return $"The device {devices[0].Path} cannot be made: mknod(2) of devices needs root of the host. Bind the host's node instead (-v {devices[0].Path}:{devices[0].Path}).";
        if (spec.ProcFiles?.GetValueOrDefault("oom_score_adj")?.StartsWith('-') == true)
            return "oom_score_adj cannot be lowered by an ordinary user's daemon. Leave it out, or give one from 0 on.";
        return CheckMaps(spec, rootless);
    }

    /// <summary>For another user inside, the directory would have to be id-mapped.</summary>
    public static string? CheckOutputs(ContainerSpec spec, uint uid) =>
        uid != 0 && spec.Mounts.FirstOrDefault(mount => mount.Kind == MountKind.Output) is { } output
            ? $"The output directory on {output.Target} can be written by root inside only, since the kernel does not let an ordinary user's daemon id-map it. Leave the user out."
            : null;

    private static string? CheckMaps(ContainerSpec spec, RootlessIds rootless)
    {
        if (spec.IdMaps is not { } maps)
            return null;
        if (spec.RootfsPath is null)
            return "An image together with id maps of one's own needs an id-mapped mount, which the kernel allows to root of the host only. Leave the maps out.";
        foreach (var map in maps)
        {
            if (rootless.Inside(map.Outside, map.Count, map.Group) is null)
            {
                return $"The ids {map.Outside} to {map.Outside + map.Count - 1} of the host are not this user's to map. "
                    + $"See {(map.Group ? "/etc/subgid" : "/etc/subuid")}, and your own id for a single one.";
            }
        }
        return null;
    }
}
