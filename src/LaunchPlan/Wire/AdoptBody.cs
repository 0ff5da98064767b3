using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct AdoptBody
{
    public ProcessKey Key;
    public ulong StartTicks;
    public int Pid;
    public uint IsExec;
}
