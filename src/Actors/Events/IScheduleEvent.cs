namespace Orchestrator.Actors.Events;

public interface IScheduleEvent : IEvent
{
    Guid ScheduleId { get; }
}
