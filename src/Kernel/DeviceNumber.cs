using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Kind, number, permissions and owner of a device node.</summary>
/// <param name="Kind"><c>b</c>, <c>c</c>, <c>p</c>, or <c>-</c> for what is no device.</param>
public readonly record struct DeviceNumber(char Kind, int Major, int Minor, uint Mode, uint Uid, uint Gid)
{
    /// <summary>Links are followed, as /dev/disk/by-id has them. Null when there is no such file.</summary>
    public static DeviceNumber? Of(string path)
    {
        if (SysStat.statx(Fcntl.AT_FDCWD, path, 0, SysStat.STATX_BASIC_STATS, out var found) != 0)
            return null;
        var kind = (found.stx_mode & SysStat.S_IFMT) switch
        {
            SysStat.S_IFBLK => 'b',
            SysStat.S_IFCHR => 'c',
            SysStat.S_IFIFO => 'p',
            _ => '-',
        };
        return new DeviceNumber(
            kind, (int)found.stx_rdev_major, (int)found.stx_rdev_minor, (uint)(found.stx_mode & 0xFFF), found.stx_uid, found.stx_gid);
    }
}
