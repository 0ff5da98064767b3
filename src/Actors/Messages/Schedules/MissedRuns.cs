namespace Orchestrator.Actors.Messages.Schedules;

/// <summary>What becomes of times that passed while no daemon ran.</summary>
public enum MissedRuns
{
    /// <summary>One batch for the last of them.</summary>
    Once,

    /// <summary>None.</summary>
    Skip,

    /// <summary>A batch for each, the last hundred at most.</summary>
    All,
}
