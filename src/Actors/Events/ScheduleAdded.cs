using Orchestrator.Actors.Messages.Schedules;

namespace Orchestrator.Actors.Events;

public sealed record ScheduleAdded(Guid ScheduleId, string Name, ScheduleDefinition Definition) : IScheduleEvent;
