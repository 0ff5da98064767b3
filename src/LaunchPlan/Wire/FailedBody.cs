using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>Followed by the name of the step, e.g. <c>mount proc on /proc: fsmount</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FailedBody
{
    public ProcessKey Key;
    public FailureReason Reason;

    /// <summary>Of the failed system call, else 0.</summary>
    public int Errno;

    /// <summary>125 engine, 126 cannot be invoked, 127 not found.</summary>
    public int ExitCode;

    /// <summary>Signal that ended the child, for <see cref="FailureReason.Killed"/>; else a <see cref="PlanProblem"/>.</summary>
    public int Detail;
}
