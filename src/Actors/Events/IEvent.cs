namespace Orchestrator.Actors.Events;

/// <summary>Something that happened: past tense, data only, never changed once released (see EventManifests).</summary>
public interface IEvent;
