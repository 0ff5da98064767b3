using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct lxc_snapshot
{
    public byte* name;
    public byte* comment_pathname;
    public byte* timestamp;
    public byte* lxcpath;
    public delegate* unmanaged<lxc_snapshot*, void> free;
}
