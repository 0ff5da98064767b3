using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Explicit, Size = 48)]
internal unsafe struct lxc_log
{
    [FieldOffset(0)] public byte* name;
    [FieldOffset(8)] public byte* lxcpath;
    [FieldOffset(16)] public byte* file;
    [FieldOffset(24)] public byte* level;
    [FieldOffset(32)] public byte* prefix;
    [FieldOffset(40)] public byte quiet;
}
