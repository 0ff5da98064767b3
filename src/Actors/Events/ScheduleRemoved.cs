namespace Orchestrator.Actors.Events;

public sealed record ScheduleRemoved(Guid ScheduleId) : IScheduleEvent;
