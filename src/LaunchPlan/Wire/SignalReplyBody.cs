using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>Answer to Signal, Adopt, Shutdown and MakeNamespaces: 0, or the errno; ESRCH: no such process.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SignalReplyBody
{
    public int Errno;
    public uint Processes;
}
