namespace Orchestrator.Actors.Events;

/// <summary>About the node's images.</summary>
public interface IImageEvent : IStoreEvent;
