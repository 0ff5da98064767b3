using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct lxc_attach_command_t
{
    public byte* program;
    public byte** argv;
}
