using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>MOUNT_ATTR_* of linux/mount.h.</summary>
internal static class MountAttributes
{
    public const ulong ReadOnly = 1, NoSuid = 2, NoDev = 4, NoExec = 8;
    public const ulong Inert = NoSuid | NoDev | NoExec;

    private const ulong AccessTimes = 0x70;
    private const MountFlags AccessTimeFlags = MountFlags.NoAtime | MountFlags.StrictAtime;

    public static ulong Of(MountFlags flags) => (ulong)flags;

    /// <summary>The three ways of access times are one field, which has to be cleared before it is set (mount_setattr(2)).</summary>
    public static ulong Cleared(MountFlags flags) => (flags & AccessTimeFlags) != 0 ? AccessTimes : 0;

    /// <summary>MS_* of a word; all of a bind is made one way or the other, so a leading r changes nothing.</summary>
    public static uint Propagation(string? word) => word?.TrimStart('r') switch
    {
        "unbindable" => 1 << 17,
        "slave" => 1 << 19,
        "shared" => 1 << 20,
        _ => 0,
    };
}
