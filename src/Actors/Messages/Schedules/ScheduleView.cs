namespace Orchestrator.Actors.Messages.Schedules;

/// <param name="LastBatch">What was submitted last; null if nothing, or if it is not known any more.</param>
/// <param name="Next">Null: the expression names no time any more.</param>
public sealed record ScheduleView(
    string Name, ScheduleDefinition Definition, Caller Owner, DateTimeOffset AddedAt, DateTimeOffset? LastDue,
    ScheduleOutcome? LastOutcome, string? LastBatch, DateTimeOffset? Next);
