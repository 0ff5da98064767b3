namespace Orchestrator.Actors.Events;

/// <summary>About what the node keeps beside containers; the fold of the fleet passes it by, since the things themselves are files.</summary>
public interface IStoreEvent : IEvent;
