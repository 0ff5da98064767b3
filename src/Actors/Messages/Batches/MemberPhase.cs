namespace Orchestrator.Actors.Messages.Batches;

public enum MemberPhase
{
    Queued,
    Running,

    /// <summary>An attempt failed and another one is due.</summary>
    Retrying,
    Succeeded,
    Failed,
    Cancelled,

    /// <summary>What it was to come after did not end as it asks.</summary>
    Skipped,
}
