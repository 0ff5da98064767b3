using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct SurveyEntryBody
{
    public ProcessKey Key;
    public ulong StartTicks;
    public int Pid;
    public uint IsExec;
    public ProcessPhase Phase;
    private readonly uint _padding;
}
