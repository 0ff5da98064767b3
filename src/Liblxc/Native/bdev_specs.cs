using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

/// <summary>struct bdev_specs up to 5.0's end; what LXC 7 added behind it is not read, since older callers lack it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct bdev_specs
{
    public byte* fstype;
    public ulong fssize;
    public byte* zfsroot;
    public byte* vg;
    public byte* lv;
    public byte* thinpool;
    public byte* dir;
    public byte* rbdname;
    public byte* rbdpool;
}
