namespace Orchestrator.Actors.Events;

/// <summary>An event about one container, which the journal record around it names.</summary>
public interface IContainerEvent : IEvent;
