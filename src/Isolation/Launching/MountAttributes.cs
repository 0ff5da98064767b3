namespace Orchestrator.Isolation.Launching;

/// <summary>MOUNT_ATTR_* of linux/mount.h.</summary>
internal static class MountAttributes
{
    public const ulong ReadOnly = 1, NoSuid = 2, NoDev = 4, NoExec = 8;
    public const ulong Inert = NoSuid | NoDev | NoExec;
}
