namespace Orchestrator.Actors.Events;

public interface INetworkEvent : IEvent
{
    Guid NetworkId { get; }
}
