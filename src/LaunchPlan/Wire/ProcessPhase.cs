namespace Orchestrator.LaunchPlan.Wire;

public enum ProcessPhase : uint
{
    /// <summary>Being launched; its outcome answers the same Launch again.</summary>
    Starting,
    Alive,

    /// <summary>Its Exited notice follows.</summary>
    Ended,
}
