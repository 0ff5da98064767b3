using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct HelloBody
{
    public uint Protocol;
    public uint Pid;
}
