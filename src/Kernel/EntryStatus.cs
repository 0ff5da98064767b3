using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>What statx(2) told of an entry of a tree, as much as an archive keeps of it.</summary>
public readonly record struct EntryStatus(
    ushort Mode, uint Uid, uint Gid, ulong Size, ulong Inode, ulong Device, uint Links, int Major, int Minor, long Seconds,
    uint Nanoseconds, ulong Blocks, ulong Mount)
{
    internal EntryStatus(in SysStat.statx_t from)
        : this(
            from.stx_mode, from.stx_uid, from.stx_gid, from.stx_size, from.stx_ino,
            (ulong)from.stx_dev_major << 32 | from.stx_dev_minor, from.stx_nlink, (int)from.stx_rdev_major,
            (int)from.stx_rdev_minor, from.stx_mtime_sec, from.stx_mtime_nsec, from.stx_blocks, from.stx_mnt_id)
    {
    }

    public ushort Type => (ushort)(Mode & SysStat.S_IFMT);

    public bool IsDirectory => Type == SysStat.S_IFDIR;

    public bool IsRegular => Type == SysStat.S_IFREG;

    public bool IsLink => Type == SysStat.S_IFLNK;

    public uint Permissions => (uint)(Mode & 0xFFF);

    /// <summary>A node 0:0: overlay hides what lower layers have of that name.</summary>
    public bool IsWhiteout => Type == SysStat.S_IFCHR && Major == 0 && Minor == 0;
}
