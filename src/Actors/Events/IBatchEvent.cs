namespace Orchestrator.Actors.Events;

public interface IBatchEvent : IEvent
{
    Guid BatchId { get; }
}
