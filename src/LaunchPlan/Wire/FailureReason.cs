namespace Orchestrator.LaunchPlan.Wire;

public enum FailureReason : uint
{
    /// <summary>A system call of a step failed.</summary>
    Step,

    /// <summary>The plan does not hold; nothing was done.</summary>
    DamagedPlan,

    /// <summary>The child did not enter its program in time and was killed.</summary>
    TimedOut,

    /// <summary>The child was killed from outside before it entered its program.</summary>
    Killed,

    /// <summary>The attempt was started before, has ended, and its end was acknowledged.</summary>
    AlreadyOver,

    /// <summary>Exec: the container does not run (any more).</summary>
    NoSuchContainer,
}
