using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc;

/// <summary>lxc.rootfs.path taken apart.</summary>
/// <param name="Type">dir, overlay, btrfs, loop, …</param>
/// <param name="Paths">The directory or file; of an overlay the lower ones and the upper one last.</param>
internal sealed record LxcRootPath(string Type, IReadOnlyList<string> Paths)
{
    /// <summary>What the container writes to.</summary>
    public string Written => Paths[^1];

    /// <summary>Null: none is set.</summary>
    public static LxcRootPath? Of(LxcSettings settings) =>
        settings.Value("lxc.rootfs.path") is { Length: > 0 } value ? Parse(value) : null;

    public static LxcRootPath Parse(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var (type, rest) = colon < 0 || value[0] == '/' ? ("dir", value) : (value[..colon], value[(colon + 1)..]);
        return type is "overlay" or "overlayfs"
            ? new LxcRootPath("overlay", rest.Split(':'))
            : new LxcRootPath(type, [rest]);
    }

    public override string ToString() => $"{Type}:{string.Join(':', Paths)}";
}
