namespace Orchestrator.Actors.Messages.Schedules;

/// <summary>What a time does that comes while the batch of an earlier one runs.</summary>
public enum OverlappingRuns
{
    Allow,

    /// <summary>It is passed by.</summary>
    Forbid,

    /// <summary>The earlier batch is cancelled.</summary>
    Replace,
}
