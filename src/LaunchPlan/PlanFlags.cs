namespace Orchestrator.LaunchPlan;

[Flags]
public enum PlanFlags : uint
{
    None = 0,

    /// <summary>The child stays as PID 1 above the payload: reaps, forwards signals, returns the payload's status.</summary>
    Init = 1,

    /// <summary>The plan adds a process to a running container instead of starting one.</summary>
    Join = 2,
}
