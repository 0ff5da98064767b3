using System.Text;
using Orchestrator.Formats.Mounts;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>One line of fstab(5) with LXC's own options; the target is relative to the root.</summary>
internal static class LxcMountEntry
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>File systems whose source is a device or a server.</summary>
    private static readonly string[] OnDevices = ["ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "iso9660", "squashfs", "nfs", "nfs4", "cifs", "swap"];

    public static MountSpec? Parse(string line, string? rootfs, out string? problem)
    {
        var fields = line.Split(Blanks, 7, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 3 or > 6)
        {
            problem = "an entry is SOURCE TARGET TYPE OPTIONS 0 0.";
            return null;
        }
        var (source, target, type) = (Unescape(fields[0]), Target(Unescape(fields[1]), rootfs), fields[2]);
        var words = MountWords.Read(fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : []);
        if (words.Problem is { } bad)
            return Bad($"{bad}.", out problem);
        if (words.Propagation?.EndsWith("shared", StringComparison.Ordinal) == true && words.Bind)
            return Bad("shared would let mounts of the container appear on the host; use slave.", out problem);
        var mount = MountSpecWords.With(
            new MountSpec { Target = target, ReadOnly = false, Create = false, Flags = MountSpecWords.Flags(words) }, words);
        problem = null;
        if (words.Bind)
        {
            return mount with
            {
                Kind = words.Inside ? MountKind.Inside : MountKind.Bind,
                Source = words.Inside ? "/" + source.TrimStart('/') : source,
                Recursive = words.Recursive,
            };
        }
        if (type is "none" or "auto" || OnDevices.Contains(type))
            return Bad($"a mount of the type {type} is not supported; mount it on the host and bind it.", out problem);
        // The names that LXC's own documentation gives as type where the source says it.
        return mount with
        {
            Kind = MountKind.Filesystem, Type = type, Options = words.Data.Count > 0 ? string.Join(',', words.Data) : null,
        };
    }

    private static MountSpec? Bad(string reason, out string? problem)
    {
        problem = reason;
        return null;
    }

    /// <summary>An absolute target below the root's own path on the host is meant below the root, as LXC does.</summary>
    private static string Target(string text, string? rootfs)
    {
        if (rootfs is not null && text.StartsWith(rootfs.TrimEnd('/') + "/", StringComparison.Ordinal))
            text = text[rootfs.TrimEnd('/').Length..];
        return "/" + text.Trim('/');
    }

    /// <summary>\040 and the like are octal numbers of bytes (getmntent(3)).</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[(i + 1)..(i + 4)].All(c => c is >= '0' and <= '7')
                && Convert.ToInt32(text[(i + 1)..(i + 4)], 8) is > 0 and < 128 and var code)
            {
                plain.Append((char)code);
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
