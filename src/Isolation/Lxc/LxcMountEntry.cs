using System.Text;
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
        var mount = new MountSpec { Target = target, ReadOnly = false, Create = false };
        var (flags, bind, recursive, inside) = (MountFlags.None, false, false, false);
        var data = new List<string>();
        foreach (var word in fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (word is "bind" or "rbind")
                (bind, recursive) = (true, recursive || word == "rbind");
            else if (word == "optional")
                mount = mount with { Optional = true };
            else if (word is "create=dir" or "create=file")
                mount = mount with { Create = true };
            else if (word == "relative")
                inside = true;
            else if (word.StartsWith("idmap=", StringComparison.Ordinal))
                return Bad($"'{word}' is not supported; an output mount (--mount type=output) maps the owner.", out problem);
            else if (LxcMountOptions.IsPropagation(word))
                mount = mount with { Propagation = word };
            else if (LxcMountOptions.Flag(word) is { } flag)
                flags |= flag;
            else if (!LxcMountOptions.IsDefault(word))
                data.Add(word);
        }
        if (mount.Propagation?.EndsWith("shared", StringComparison.Ordinal) == true && bind)
            return Bad("shared would let mounts of the container appear on the host; use slave.", out problem);
        problem = null;
        if (bind)
        {
            return mount with
            {
                Kind = inside ? MountKind.Inside : MountKind.Bind, Source = inside ? "/" + source.TrimStart('/') : source,
                Flags = flags, Recursive = recursive,
            };
        }
        if (type is "none" or "auto" || OnDevices.Contains(type))
            return Bad($"a mount of the type {type} is not supported; mount it on the host and bind it.", out problem);
        // The names that LXC's own documentation gives as type where the source says it.
        return mount with
        {
            Kind = MountKind.Filesystem, Type = type, Flags = flags, Options = data.Count > 0 ? string.Join(',', data) : null,
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
