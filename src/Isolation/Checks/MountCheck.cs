using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class MountCheck
{
    /// <summary>What the engine mounts itself: a bind on top would take the masks and read-only paths away.</summary>
    private static readonly string[] Reserved = ["/proc", "/sys", "/dev"];

    /// <summary>Files of /proc that lxcfs and others replace; the launcher reads none of them (runc's list, and pressure).</summary>
    private static readonly string[] ReplaceableInProc =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg",
        "/proc/slabinfo", "/proc/net/dev", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
        "/proc/pressure/cpu", "/proc/pressure/io", "/proc/pressure/memory",
    ];

    private static readonly string[] Propagations = ["private", "shared", "slave", "unbindable"];

    public static string? Check(ContainerSpec spec)
    {
        // Who says how /proc, /sys and /dev shall look may also mount there, and twice in one place.
        var free = spec.Tree is not null;
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in spec.Mounts)
        {
            if (mount is null || mount.Target is null)
                return "A mount has no target. Give the absolute path inside the container.";
            if (PathCheck.Check(mount.Target, "mount target") is { } badTarget)
                return badTarget;
            var target = mount.Target.Length > 1 ? mount.Target.TrimEnd('/') : mount.Target;
            if (target is "/" or "")
                return "A mount target cannot be / itself. Use an image or a rootfs path for the root.";
            if (!free && Reserved.FirstOrDefault(path => target == path || target.StartsWith($"{path}/", StringComparison.Ordinal)) is { } top
                && target != "/dev/shm")
            {
                return $"The mount target {mount.Target} lies in {top}, which the engine mounts itself. Choose another path.";
            }
            if (!free && !targets.Add(target))
                return $"Two mounts have the target {mount.Target}. Keep one of them.";
            if (CheckProc(mount, target) is { } badProc)
                return badProc;
            if (mount.Propagation?.EndsWith("shared", StringComparison.Ordinal) == true && mount.HasHostSource)
                return $"The mount on {mount.Target} would be shared: mounts of the container would appear on the host. Use slave.";
            if (mount.Propagation is { } word && !Propagations.Contains(word.StartsWith('r') ? word[1..] : word))
                return $"The mount on {mount.Target} has the unknown propagation '{word}'.";
            if (mount.Relabel is { } relabel && CheckRelabel(mount, relabel) is { } badLabel)
                return badLabel;
            if (CheckSource(mount) is { } badSource)
                return badSource;
            if (CheckWords(mount, spec) is { } badWord)
                return badWord;
        }
        return null;
    }

    /// <summary>
    /// What only looks like procfs would be believed by whoever reads it as such, the engine and the payload's own tools
    /// (CVE-2019-16884, CVE-2023-27561).
    /// </summary>
    private static string? CheckProc(MountSpec mount, string target)
    {
        if (target != "/proc" && !target.StartsWith("/proc/", StringComparison.Ordinal))
            return null;
        var real = mount.Kind is MountKind.Bind or MountKind.Inside
            ? mount.Source is { } source && (source == "/proc" || source.StartsWith("/proc/", StringComparison.Ordinal))
            : target == "/proc" && mount is { Kind: MountKind.Filesystem, Type: "proc" };
        return real || ReplaceableInProc.Contains(target)
            ? null
            : $"The mount on {mount.Target} would put something else in the place of the kernel's /proc. Choose another path.";
    }

    private static string? CheckWords(MountSpec mount, ContainerSpec spec)
    {
        if (mount.Subpath is { } path)
        {
            if (!mount.HasHostSource)
                return $"The mount on {mount.Target} has a subpath, but no source that it could lie below.";
            if (path.Length == 0 || path.Contains('\0') || path.Split('/').Contains(".."))
                return $"The subpath '{path}' of the mount on {mount.Target} is empty, or has a '..' or a NUL character in it.";
        }
        if (mount.IdMap is not { } map)
            return null;
        if (mount.Kind is not (MountKind.Bind or MountKind.Volume))
            return $"The mount on {mount.Target} has an id map, which only bind and volume mounts can have.";
        if (map.Ranges is null)
        {
            return spec.Namespaces.User == UserNamespaceMode.Private
                ? null
                : $"The mount on {mount.Target} shall show ids as the container's user namespace maps them, but it has none of its own. "
                    + "Give the ids: idmap=uids=DISK-HOST-COUNT;gids=DISK-HOST-COUNT.";
        }
        var any = new PreparedContainer(0, IdRangeAllocator.Length, null);
        foreach (var range in map.Ranges)
        {
            if (range.Count == 0 || (ulong)range.Disk + range.Count > uint.MaxValue || (ulong)range.To + range.Count > uint.MaxValue
                || MountIds.Outside(range, spec, any) is null)
            {
                return $"The {(range.Group ? "gid" : "uid")} range {(range.Inside ? "@" : "")}{range.Disk}-{range.To}-{range.Count} of the mount on "
                    + $"{mount.Target} {(range.Inside ? "is not mapped in the container, or not in one piece" : "is empty or goes beyond the largest id")}.";
            }
        }
        return map.Ranges.Any(range => range.Group) && map.Ranges.Any(range => !range.Group)
            ? null
            : $"The mount on {mount.Target} maps only users or only groups. Map both.";
    }

    private static string? CheckSource(MountSpec mount)
    {
        if (mount.Kind == MountKind.Tmpfs)
        {
            if (mount.Source is not null)
                return $"The tmpfs on {mount.Target} has a source ({mount.Source}); a tmpfs has none.";
            return mount.SizeBytes is { } size && size < 4096
                ? $"The tmpfs on {mount.Target} has a size of {size} bytes; the least is one page (4096)."
                : null;
        }
        if (mount.Kind == MountKind.Filesystem)
            return CheckType(mount);
        if (mount.Kind == MountKind.Inside)
            return mount.Source is null ? $"The mount on {mount.Target} has no source inside." : PathCheck.Check(mount.Source, "mount source");
        if (mount.Kind == MountKind.Volume)
            return mount.Source is null ? $"The volume on {mount.Target} has no name." : NameRules.Check(mount.Source)?.Insert(0, "Volume: ");
        if (mount.Kind is not (MountKind.Bind or MountKind.Output))
            return $"The mount on {mount.Target} is of an unknown kind ({(int)mount.Kind}).";
        if (mount.Source is null)
            return $"The mount on {mount.Target} has no source. Give the absolute host path.";
        if (mount.SizeBytes is not null)
            return $"The mount on {mount.Target} has a size, which only a tmpfs can have.";
        if (PathCheck.Check(mount.Source, "mount source") is { } badSource)
            return badSource;
        if (!Path.Exists(mount.Source))
            return mount.Optional == true ? null : $"The mount source {mount.Source} does not exist. Create it first, or correct the path.";
        return mount.Kind == MountKind.Output && !Directory.Exists(mount.Source)
            ? $"The output mount's source {mount.Source} is not a directory."
            : null;
    }

    private static string? CheckType(MountSpec mount)
    {
        if (string.IsNullOrEmpty(mount.Type) || !mount.Type.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'))
            return $"The mount on {mount.Target} has no file system type.";
        return mount.Options?.Contains('\0') == true ? $"The options of the mount on {mount.Target} hold a NUL character." : null;
    }

    private static string? CheckRelabel(MountSpec mount, string relabel) =>
        relabel is not ("private" or "shared") ? $"The mount on {mount.Target} has the unknown label '{relabel}'; it is private or shared."
        : mount.Kind != MountKind.Bind || mount.Source is not { } source ? $"The mount on {mount.Target} has no source that could be given a label."
        : Relabelling.Check(source);
}
