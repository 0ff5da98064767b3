using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct migrate_opts
{
    [FieldOffset(0)] public byte* directory;
    [FieldOffset(8)] public byte verbose;
    [FieldOffset(9)] public byte stop;
    [FieldOffset(16)] public byte* predump_dir;
    [FieldOffset(72)] public ulong features_to_check;
}
