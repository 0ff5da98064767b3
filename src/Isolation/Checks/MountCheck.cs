using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class MountCheck
{
    /// <summary>What the engine mounts itself: a bind on top would take the masks and read-only paths away.</summary>
    private static readonly string[] Reserved = ["/proc", "/sys", "/dev"];

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
            if (mount.Propagation is { } word && !Propagations.Contains(word.StartsWith('r') ? word[1..] : word))
                return $"The mount on {mount.Target} has the unknown propagation '{word}'.";
            if (CheckSource(mount) is { } badSource)
                return badSource;
        }
        return null;
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
}
