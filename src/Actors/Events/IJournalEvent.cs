namespace Orchestrator.Actors.Events;

/// <summary>About the journal itself; the fold of the fleet passes it by.</summary>
public interface IJournalEvent : IEvent;
