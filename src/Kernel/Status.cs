using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>What statx(2) told of a file.</summary>
public readonly record struct Status(
    ushort Mode, uint Uid, uint Gid, ulong Size, ulong Inode, uint DeviceMajor, uint DeviceMinor, uint Links)
{
    internal Status(in SysStat.statx_t from)
        : this(
            from.stx_mode, from.stx_uid, from.stx_gid, from.stx_size, from.stx_ino, from.stx_dev_major,
            from.stx_dev_minor, from.stx_nlink)
    {
        SpecialMajor = from.stx_rdev_major;
        SpecialMinor = from.stx_rdev_minor;
    }

    /// <summary>Which device a device node is.</summary>
    public uint SpecialMajor { get; private init; }

    public uint SpecialMinor { get; private init; }

    public bool IsDirectory => (Mode & SysStat.S_IFMT) == SysStat.S_IFDIR;

    public bool IsRegular => (Mode & SysStat.S_IFMT) == SysStat.S_IFREG;

    public bool IsLink => (Mode & SysStat.S_IFMT) == SysStat.S_IFLNK;
    public bool IsPipe => (Mode & SysStat.S_IFMT) == SysStat.S_IFIFO;

    public uint Permissions => (uint)(Mode & 0xFFF);
}
