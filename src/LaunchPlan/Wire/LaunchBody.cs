using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>Launch and Exec. Followed by the plan, unless it comes as a memfd after the slots' descriptors.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaunchBody
{
    /// <summary>Container id; of an exec the exec id.</summary>
    public Guid Id;
    public int Attempt;

    /// <summary>Milliseconds until the program must have been entered; then the child is killed.</summary>
    public uint TimeLimitMs;
    public uint PlanBytes;
    public uint PlanInMemfd;

    /// <summary>Exec only: the container to enter.</summary>
    public Guid Target;
    public int TargetAttempt;
    private readonly uint _padding;
}
