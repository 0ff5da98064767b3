using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct StartedBody
{
    public ProcessKey Key;

    /// <summary>Field 22 of /proc/PID/stat; with the boot id it tells processes with one pid apart.</summary>
    public ulong StartTicks;
    public int Pid;

    /// <summary>1 when an earlier request had started it already.</summary>
    public uint Already;
}
