using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct HelloReplyBody
{
    public uint Protocol;
    public uint PlanVersion;
    public int LauncherPid;
    public HelloVerdict Verdict;

    /// <summary>Pid of the daemon that holds the launcher when the verdict is <see cref="HelloVerdict.Busy"/>.</summary>
    public int HolderPid;
    public uint Processes;
}
