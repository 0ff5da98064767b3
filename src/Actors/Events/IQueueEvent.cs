namespace Orchestrator.Actors.Events;

/// <summary>About the queue as a whole.</summary>
public interface IQueueEvent : IEvent;
