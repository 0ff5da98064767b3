using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct SignalBody
{
    public ProcessKey Key;
    public int Signal;
    private readonly uint _padding;
}
