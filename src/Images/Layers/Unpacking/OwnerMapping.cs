using Orchestrator.Images.Layers.Tar;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Ids as they are to stand on the disk.</summary>
internal static class OwnerMapping
{
    private const uint SetIds = 0xC00;

    public static void Apply(this UnpackLimits limits, TarEntry entry)
    {
        if (limits.DropPrivileges)
        {
            entry.Mode &= ~SetIds;
            entry.Attributes?.Remove("security.capability");
        }
        if (limits.Uid is { } uid)
            entry.Uid = uid(entry.Uid) ?? throw None(entry, "user", entry.Uid);
        if (limits.Gid is { } gid)
            entry.Gid = gid(entry.Gid) ?? throw None(entry, "group", entry.Gid);
    }

    public static EntryStatus OnDisk(this UnpackLimits limits, EntryStatus lower) => lower with
    {
        Uid = limits.LowerUid?.Invoke(lower.Uid) ?? lower.Uid,
        Gid = limits.LowerGid?.Invoke(lower.Gid) ?? lower.Gid,
    };

    private static LayerException None(TarEntry entry, string what, uint id) =>
        new(UnpackProblemKind.NotSupported, $"{entry.Shown} belongs to the {what} {id}, which does not exist in the container");
}
