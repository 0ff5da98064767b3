namespace Orchestrator.Actors.Events;

public interface IFleetEvent : IEvent;
