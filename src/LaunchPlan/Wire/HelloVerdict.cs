namespace Orchestrator.LaunchPlan.Wire;

public enum HelloVerdict : uint
{
    Accepted,

    /// <summary>Another daemon is connected.</summary>
    Busy,

    WrongProtocol,

    /// <summary>The peer is neither root nor the launcher's own user.</summary>
    Forbidden,
}
