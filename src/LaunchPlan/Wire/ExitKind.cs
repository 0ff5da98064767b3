namespace Orchestrator.LaunchPlan.Wire;

public enum ExitKind : uint
{
    Exited,
    Signaled,

    /// <summary>The process is gone and nobody can tell how it ended: its parent was lost.</summary>
    Unknown,
}
