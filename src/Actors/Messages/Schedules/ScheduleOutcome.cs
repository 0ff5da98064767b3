namespace Orchestrator.Actors.Messages.Schedules;

public enum ScheduleOutcome
{
    Submitted,

    /// <summary>The batch of an earlier time still runs, and the schedule forbids two at once.</summary>
    Overlapping,

    /// <summary>The time passed while no daemon ran, and the schedule skips such times.</summary>
    Skipped,
}
