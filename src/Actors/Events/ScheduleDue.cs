using Orchestrator.Actors.Messages.Schedules;

namespace Orchestrator.Actors.Events;

/// <summary>A time of a schedule has come, or its having been missed was noticed. Recorded with the batch that it submits.</summary>
/// <param name="Due">The time that the expression names.</param>
/// <param name="Batch">What was submitted for it; null: nothing, and why is in <paramref name="Reason"/>.</param>
/// <param name="Missed">Earlier times that passed while no daemon ran and for which nothing is submitted.</param>
public sealed record ScheduleDue(
    Guid ScheduleId, DateTimeOffset Due, ScheduleOutcome Outcome, Guid? Batch, string? Reason, int Missed) : IScheduleEvent;
