using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct lxc_console_log
{
    [FieldOffset(0)] public byte clear;
    [FieldOffset(1)] public byte read;
    [FieldOffset(8)] public ulong* read_max;
    [FieldOffset(16)] public byte* data;
}
